import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { asyncFix, DUMP, expectFailure, FIXED, folderOf, text } from "../cli/command.js";

const run = (cwd: string, ...more: readonly string[]) =>
  asyncFix(["--allow-dirty", "-q", ...more, "."], { cwd });
/** Characters that move the cursor, reorder or hide text on a terminal. */
const UNSAFE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

describe("bytes that no playbook should have", () => {
  it.each([
    ["a NUL", Buffer.from(`${DUMP}# \0\n`)],
    ["a control character", Buffer.from(`${DUMP}# \u0007\n`)],
    ["a byte that is not UTF-8", Buffer.concat([Buffer.from(`${DUMP}# `), Buffer.from([0xff, 0x0a])])],
    ["half a character at the end", Buffer.concat([Buffer.from(`${DUMP}# `), Buffer.from([0xe2, 0x82])])],
    ["a surrogate", Buffer.concat([Buffer.from(`${DUMP}# `), Buffer.from([0xed, 0xa0, 0x80, 0x0a])])],
    ["an overlong slash", Buffer.concat([Buffer.from(`${DUMP}# `), Buffer.from([0xc0, 0xaf, 0x0a])])],
    ["UTF-16", Buffer.from(`\ufeff${DUMP}`, "utf16le")],
  ])("as %s are refused: Ansible does not load them either", (_, bytes) => {
    const cwd = folderOf({ "a.yml": bytes, "z.yml": DUMP });
    expectFailure(run(cwd), /^error: a\.yml(?::\d+)?: /);
    expect(readFileSync(join(cwd, "a.yml"))).toEqual(bytes);
    expect(text(cwd, "z.yml")).toBe(FIXED);
  });

  it.each([
    ["a BOM at the start", `\ufeff${DUMP}`],
    ["lone carriage returns", DUMP.replaceAll("\n", "\r")],
    ["NEL and the line separators in a comment", `# \u0085 \u2028 \u2029\n${DUMP}`],
    ["an escaped surrogate", DUMP.replace("Dump", '"\\ud800"')],
    ["right-to-left marks", DUMP.replace("Dump", "\u202eevil\u202c \u200b")],
    ["emoji", DUMP.replace("Dump", "🎉 ü")],
  ])("as %s come through, or the file is left alone", (_, hostile) => {
    const cwd = folderOf({ "a.yml": hostile, "z.yml": DUMP });
    const { status } = run(cwd);
    const now = text(cwd, "a.yml");
    const fixed = hostile.replace("async: 60", "async: 3600").replace("poll: 2", "poll: 30");
    expect([hostile, fixed]).toContain(now);
    if (status === 0) expect(now).toBe(fixed);
    expect(text(cwd, "z.yml")).toBe(FIXED);
  });

  it("as a BOM in the middle are no reason to lose it", () => {
    const hostile = `${DUMP}- name: a\ufeffb\n  command: pg_dump app\n  async: 60\n  poll: 2\n`;
    const cwd = folderOf({ "a.yml": hostile });
    run(cwd);
    expect([...text(cwd, "a.yml")].filter((each) => each === "\ufeff")).toHaveLength(1);
  });
});

describe("names that speak to the terminal", () => {
  const EVIL = "\u001b[2J\u202e\u0007x\u009b31m";
  const file = `- name: "${JSON.stringify(EVIL).slice(1, -1).replaceAll("\u202e", "\\u202e").replaceAll("\u009b", "\\x9b")}"\n  command: pg_dump app\n  async: 60\n  poll: 2\n`;

  it("are shown escaped in notes, errors, refusals and warnings, also into a pipe", () => {
    const cwd = folderOf({
      [`${EVIL}.yml`]: file,
      "broken.yml": `- name: "${"\u202e"}\n  async: 60\n  x: [\n`,
      "warned.yml": `# async-fix: \u202enonsense\n${DUMP}`,
      "refused.yml": file.replace("pg_dump", "unknown-program"),
    });
    const { out, err } = asyncFix(["--dry-run", "-v", "."], { cwd });
    expect(err).not.toMatch(UNSAFE);
    expect(err).toContain("\\u202e");
    const notes = out.split("\n").filter((line) => line.startsWith("# "));
    expect(notes.length).toBeGreaterThan(0);
    for (const note of notes) expect(note).not.toMatch(UNSAFE);
  });

  it("make valid JSON", () => {
    const cwd = folderOf({ [`${EVIL}.yml`]: file, "s.yml": DUMP.replace("Dump", '"\\ud800"') });
    const { out } = asyncFix(["--dry-run", "--format", "json", "."], { cwd });
    const report = JSON.parse(out) as {
      files: readonly { path: string; findings: readonly { task: string }[] }[];
    };
    const found = report.files.find(({ path }) => path === `${EVIL}.yml`);
    expect(found?.findings[0]?.task).toBe(EVIL);
  });
});
