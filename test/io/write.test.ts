import {
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { describe, expect, it } from "vitest";
import type { FileIdentity } from "../../src/io/scan.js";
import { createFile, replaceFile, WriteError } from "../../src/io/write.js";
import { isRoot, temporaryFolder, UNLESS_ROOT } from "./folder.js";

function identityOf(path: string): FileIdentity {
  const { dev, ino } = statSync(path, { bigint: true });
  return { dev, ino };
}

function replace(path: string, newText: string, roots: readonly string[]): void {
  replaceFile(path, readFileSync(path, "utf8"), newText, identityOf(path), roots);
}

describe("replaceFile", () => {
  it.each(["a\r\nb", "\uFEFFa\n", "", "ü 🎉"])("writes the text's bytes: %j", (text) => {
    const root = temporaryFolder({ "x.yml": "old" });
    replace(`${root}/x.yml`, text, [root]);
    expect(readFileSync(`${root}/x.yml`)).toEqual(Buffer.from(text));
    expect(readdirSync(root)).toEqual(["x.yml"]);
  });

  it.each([0o600, 0o644, 0o755, 0o2664])("keeps the mode %o", (mode) => {
    const root = temporaryFolder({ "x.yml": "old" });
    chmodSync(`${root}/x.yml`, mode);
    replace(`${root}/x.yml`, "new", [root]);
    expect(statSync(`${root}/x.yml`).mode & 0o7777).toBe(mode);
  });

  it.skipIf(!isRoot)("keeps the owner (skipped unless root: nobody else can give a file away)", () => {
    const root = temporaryFolder({ "x.yml": "old" });
    chownSync(`${root}/x.yml`, 1234, 4321);
    replace(`${root}/x.yml`, "new", [root]);
    expect(statSync(`${root}/x.yml`)).toMatchObject({ uid: 1234, gid: 4321 });
  });

  it("refuses a file that was changed, replaced or removed since it was read", () => {
    const root = temporaryFolder({ "x.yml": "old", "other.yml": "old" });
    const path = `${root}/x.yml`;
    const seen = identityOf(path);
    const write = () => replaceFile(path, "old", "new", seen, [root]);
    writeFileSync(path, "theirs");
    expect(write).toThrow(new WriteError("changed since it was read; run again"));
    expect(readFileSync(path, "utf8")).toBe("theirs");
    renameSync(`${root}/other.yml`, path);
    expect(write).toThrow("changed since it was read");
    renameSync(path, `${root}/moved.yml`);
    expect(write).toThrow(new WriteError("vanished since it was read; run again"));
    expect(readdirSync(root)).toEqual(["moved.yml"]);
  });

  it("writes through a symbolic link inside the roots, and refuses one that leads out", () => {
    const root = temporaryFolder({ "real/x.yml": "old" });
    const path = `${root}/link.yml`;
    symlinkSync("real/x.yml", path);
    expect(() => replace(path, "new", [`${root}/elsewhere`])).toThrow(/leads to .*real\/x\.yml, outside/);
    // "/re" is not a folder that holds "/real".
    expect(() => replace(path, "new", [`${root}/re`])).toThrow(WriteError);
    expect(readFileSync(path, "utf8")).toBe("old");
    replace(path, "new", [root]);
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(readFileSync(`${root}/real/x.yml`, "utf8")).toBe("new");
  });

  it("refuses a file with hard links", () => {
    const root = temporaryFolder({ "x.yml": "old" });
    linkSync(`${root}/x.yml`, `${root}/y.yml`);
    expect(() => replace(`${root}/x.yml`, "new", [root])).toThrow("has 2 hard links");
    expect(readFileSync(`${root}/x.yml`, "utf8")).toBe("old");
  });

  it("refuses a text that UTF-8 can't hold", () => {
    const root = temporaryFolder({ "x.yml": "old" });
    expect(() => replace(`${root}/x.yml`, "\ud800", [root])).toThrow("not valid Unicode");
    expect(readdirSync(root)).toEqual(["x.yml"]);
  });

  it.skipIf(isRoot)(`refuses a read-only file and a read-only folder${UNLESS_ROOT}`, () => {
    const root = temporaryFolder({ "shut/x.yml": "old", "y.yml": "old" });
    chmodSync(`${root}/y.yml`, 0o444);
    chmodSync(`${root}/shut`, 0o555);
    expect(() => replace(`${root}/y.yml`, "new", [root])).toThrow("permission denied");
    expect(() => replace(`${root}/shut/x.yml`, "new", [root])).toThrow("permission denied");
    chmodSync(`${root}/shut`, 0o755);
    expect(readFileSync(`${root}/y.yml`, "utf8")).toBe("old");
    expect(readFileSync(`${root}/shut/x.yml`, "utf8")).toBe("old");
  });
});

describe("createFile", () => {
  it("makes the folders it needs and the file", () => {
    const root = temporaryFolder();
    createFile(`${root}/roles/async_task/tasks/main.yml`, "---\n", [root]);
    expect(readFileSync(`${root}/roles/async_task/tasks/main.yml`, "utf8")).toBe("---\n");
    expect(readdirSync(`${root}/roles/async_task/tasks`)).toEqual(["main.yml"]);
  });

  it("never writes over anything, nor outside the roots", () => {
    const outside = temporaryFolder();
    const root = temporaryFolder({ "x.yml": "old" });
    symlinkSync(outside, `${root}/out`);
    symlinkSync("nowhere", `${root}/dangling.yml`);
    expect(() => createFile(`${root}/x.yml`, "new", [root])).toThrow("exists already");
    expect(() => createFile(`${root}/dangling.yml`, "new", [root])).toThrow("exists already");
    expect(() => createFile(`${root}/out/a/x.yml`, "new", [root])).toThrow("outside the given paths");
    expect(readFileSync(`${root}/x.yml`, "utf8")).toBe("old");
    expect(readdirSync(outside)).toEqual([]);
    expect(readdirSync(root).sort()).toEqual(["dangling.yml", "out", "x.yml"]);
  });
});
