import { spawnSync } from "node:child_process";
import { chmodSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { asyncFix, DUMP, FIXED, folderOf, text } from "../cli/command.js";

/** Node can't set or read extended attributes; Python can. */
function python(code: string, ...args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync("python3", ["-c", `import os, sys\n${code}`, ...args], {
    encoding: "utf8",
  });
  return status === 0 ? stdout.trim() : undefined;
}

const probe = python(
  "import tempfile\nwith tempfile.NamedTemporaryFile() as f: os.setxattr(f.name, 'user.t', b'1')",
);
const WHY = probe === undefined ? " (skipped: no python3, or no extended attributes here)" : "";

describe("what is kept of a file that is replaced", () => {
  it.each([0o600, 0o640, 0o755, 0o444 | 0o200])("its mode %o", (mode) => {
    const cwd = folderOf({ "a.yml": DUMP });
    chmodSync(join(cwd, "a.yml"), mode);
    expect(asyncFix(["-q", "."], { cwd }).status).toBe(0);
    expect(text(cwd, "a.yml")).toBe(FIXED);
    expect(statSync(join(cwd, "a.yml")).mode & 0o7777).toBe(mode);
    expect(readdirSync(cwd)).toEqual(["a.yml"]);
  });

  it.skipIf(probe === undefined)(`not its extended attributes: docs/reliability.md says so${WHY}`, () => {
    const cwd = folderOf({ "a.yml": DUMP });
    const path = join(cwd, "a.yml");
    python("os.setxattr(sys.argv[1], 'user.note', b'kept?')", path);
    expect(python("print(os.listxattr(sys.argv[1]))", path)).toContain("user.note");
    expect(asyncFix(["-q", "."], { cwd }).status).toBe(0);
    expect(python("print(os.listxattr(sys.argv[1]))", path)).not.toContain("user.note");
  });
});
