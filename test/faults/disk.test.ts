import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, chownSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { asyncFix, COMMAND, expectFailure, folderOf } from "../cli/command.js";
import { newText, oldText, states, strangers, victimsIn } from "./victims.js";

const isRoot = process.getuid?.() === 0;
/** The user that may do nothing: 65534 is nobody's number on every Linux. */
const NOBODY = 65534;

/** Can a file system be mounted here? Only as root, and not in every container. */
const canMount = ((): boolean => {
  const folder = folderOfProbe();
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "none", folder]).status === 0;
  if (mounted) execFileSync("umount", [folder]);
  return mounted;
})();

function folderOfProbe(): string {
  return execFileSync("mktemp", ["-d"], { encoding: "utf8" }).trim();
}

/** A file system of its own, unmounted when the test ends. */
function mounted(...options: readonly string[]): string {
  const folder = folderOf();
  execFileSync("mount", ["-t", "tmpfs", "-o", options.join(","), "none", folder]);
  onTestFinished(() => {
    execFileSync("umount", [folder]);
  });
  return folder;
}

const NEEDS_MOUNT = canMount ? "" : " (skipped: needs root and mount)";
const NEEDS_ROOT = isRoot ? "" : " (skipped: only root can become another user)";

describe("a disk", () => {
  it.skipIf(!canMount)(`that is full keeps every file as it was, or whole and new${NEEDS_MOUNT}`, () => {
    // Room for the files, of a page each, and for two more.
    const victims = victimsIn(mounted("size=128k"), 20);
    let filled = 0;
    try {
      for (; ; filled += 4096)
        writeFileSync(join(victims.folder, "ballast"), Buffer.alloc(4096), { flag: "a" });
    } catch {
      // Full: also of the page for the first temporary file.
    }
    expect(filled).toBeGreaterThan(0);
    const result = asyncFix(["--allow-dirty", "-q", "."], { cwd: victims.folder });
    expectFailure(
      result,
      ...victims.names.map((name) => `${name}: no space left on the device; make room and run again`),
    );
    expect(states(victims)).toEqual({ old: 20, now: 0, broken: [] });
    expect(strangers(victims)).toEqual(["ballast"]);
  });

  it.skipIf(!canMount)(`that is read-only is read${NEEDS_MOUNT}`, () => {
    const victims = victimsIn(mounted("size=1m"), 2);
    execFileSync("mount", ["-o", "remount,ro", victims.folder]);
    const { folder } = victims;
    expect(asyncFix(["--dry-run", "-q", "."], { cwd: folder }).status).toBe(0);
    expectFailure(
      asyncFix(["--allow-dirty", "-q", "."], { cwd: folder }),
      /^error: 0000\.yml: the file system is read-only; /,
      /^error: 0001\.yml: the file system is read-only; /,
    );
  });
});

describe("permissions", () => {
  const asNobody = (folder: string) => asyncFix(["--allow-dirty", "-q", "."], { cwd: folder, uid: NOBODY });

  it.skipIf(!isRoot)(`missing on the folder leave its files alone, and not the others${NEEDS_ROOT}`, () => {
    const victims = victimsIn(folderOf({ "sub/open.yml": oldText("open.yml") }), 1);
    const { folder } = victims;
    for (const path of ["", "0000.yml", "sub", "sub/open.yml"]) chownSync(join(folder, path), NOBODY, NOBODY);
    chmodSync(folder, 0o555);
    expectFailure(
      asNobody(folder),
      "0000.yml: permission denied; make the file and its folder writable for this user",
    );
    expect(readFileSync(join(folder, "0000.yml"), "utf8")).toBe(oldText("0000.yml"));
    expect(readFileSync(join(folder, "sub/open.yml"), "utf8")).toBe(newText("open.yml"));
  });

  it.skipIf(!isRoot)(`missing on a file leave it alone, whoever owns the folder${NEEDS_ROOT}`, () => {
    const victims = victimsIn(folderOf(), 3);
    const { folder } = victims;
    for (const path of ["", ...victims.names]) chownSync(join(folder, path), NOBODY, NOBODY);
    chmodSync(join(folder, "0000.yml"), 0o000);
    chmodSync(join(folder, "0001.yml"), 0o444);
    expectFailure(
      asNobody(folder),
      /^error: 0000\.yml: permission denied; /,
      "0001.yml: permission denied; make the file and its folder writable for this user",
    );
    expect(states(victims)).toEqual({ old: 2, now: 1, broken: [] });
    expect(statSync(join(folder, "0002.yml")).uid).toBe(NOBODY);
  });

  it.skipIf(!isRoot)(`that can't keep the owner of a file leave it alone${NEEDS_ROOT}`, () => {
    const victims = victimsIn(folderOf(), 1);
    const { folder } = victims;
    chmodSync(folder, 0o777);
    chmodSync(join(folder, "0000.yml"), 0o666);
    expectFailure(
      asNobody(folder),
      "0000.yml: belongs to user 0, group 0, which this user can't keep; run as its owner",
    );
    expect(states(victims)).toEqual({ old: 1, now: 0, broken: [] });
    expect(strangers(victims)).toEqual([]);
  });
});

describe("a limit on open files", () => {
  it("that leaves room for one file more is enough for any number", () => {
    const victims = victimsIn(folderOf(), 50);
    const limited = spawnSync("sh", ["-c", `ulimit -n 40; exec ${COMMAND} --allow-dirty -q .`], {
      cwd: victims.folder,
      encoding: "utf8",
    });
    expect(limited.stderr).toBe("");
    expect(limited.status).toBe(0);
    expect(states(victims)).toEqual({ old: 0, now: 50, broken: [] });
  });
});
