import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { FileResult, Step } from "../../src/engine/result.js";
import { PLAIN_STYLE, wholeDiff } from "../../src/report/diff.js";
import { fileDiffs } from "../../src/report/text.js";

/** The texts that a file passes through, the first being what is read; undefined where it is not there yet. */
type Texts = readonly [before: string | undefined, ...after: string[]];

function resultOf(path: string, [before, ...after]: Texts): FileResult {
  const steps = after.map((text, i): Step => {
    const from = (i === 0 ? before : after[i - 1]) ?? "";
    return {
      transform: `step-${i + 1}`,
      before: from,
      after: text,
      notes: [{ line: 1, text: `${path}:1: ${path.length} --- a/not a header` }],
    };
  });
  return {
    path,
    status: "changed",
    findings: [],
    steps,
    before,
    after: after.at(-1) ?? "",
    tasks: 0,
    polled: 0,
  };
}

function folderWith(files: Readonly<Record<string, Texts>>): string {
  const folder = mkdtempSync(join(tmpdir(), "async-fix-patch-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, [before]] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    if (before !== undefined) writeFileSync(join(folder, path), before);
  }
  return folder;
}

const hasPatch = spawnSync("patch", ["--version"]).status === 0;
const WITHOUT_PATCH = hasPatch ? "" : " (skipped: there is no patch(1))";

const TOOLS: readonly (readonly [string, readonly string[], boolean])[] = [
  ["git", ["apply", "--whitespace=nowarn", "-"], true],
  ["patch", ["-p1", "--binary", "--no-backup-if-mismatch"], hasPatch],
];

const LONG = Array.from({ length: 60 }, (_, i) => `line ${i}`).join("\n");
const UPPER = (text: string, ...lines: readonly number[]): string =>
  lines.reduce((all, line) => all.replace(`line ${line}\n`, `LINE ${line}\n`), text);

const CASES: Readonly<Record<string, Readonly<Record<string, Texts>>>> = {
  "a line": { "a.yml": ["x: 1\ny: 2\n", "x: 1\ny: 3\n"] },
  CRLF: { "a.yml": ["x: 1\r\ny: 2\r\n", "x: 1\r\ny: 3\r\nz: 4\r\n"] },
  "both line endings": { "a.yml": ["x: 1\ny: 2\r\nz: 3\n", "x: 1\ny: 3\r\nz: 3\n"] },
  "no last newline": { "a.yml": ["x: 1\ny: 2", "x: 1\ny: 3"] },
  "lines added behind a missing last newline": { "a.yml": ["x: 1\ny: 2", "x: 1\ny: 2\nz: 3"] },
  "a byte order mark": { "a.yml": ["\ufeffx: 1\n", "\ufeffx: 2\n"] },
  "lines that look like headers": { "a.yml": ["-- a\n++ b\n@@ c\nx: 1\n", "-- a\n++ b\n@@ c\nx: 2\n"] },
  "a removed line that looks like a header": { "a.yml": ["-- a/x\nb\n", "b\n"] },
  "several hunks": { "a.yml": [`${LONG}\n`, UPPER(`${LONG}\n`, 3, 20, 40, 58)] },
  "several hunks that move lines": {
    "a.yml": [
      `${LONG}\n`,
      `${LONG}\n`
        .replace("line 3\n", "")
        .replace("line 30\n", "line 30\nnew\nnew\n")
        .replace("line 50\n", ""),
    ],
  },
  "two steps": { "a.yml": [`${LONG}\n`, UPPER(`${LONG}\n`, 3, 40), UPPER(`${LONG}\n`, 3, 4, 20, 40)] },
  "two steps that move lines": {
    "a.yml": [
      `${LONG}\n`,
      `${LONG}\n`.replace("line 10\n", "line 10\nadded\n"),
      `${LONG}\n`
        .replace("line 10\n", "line 10\nadded\n")
        .replace("line 50\n", "line 50\nagain\n")
        .replace("line 2\n", ""),
    ],
  },
  "several files": { "b/one.yml": ["x: 1\n", "x: 2\n"], "a.yml": ["x: 1\n", "x: 2\n"] },
  "a new file": { "roles/new/tasks/main.yml": [undefined, "- debug:\n"] },
  "an empty file filled": { "a.yml": ["", "- debug:\n"] },
  "a name with blanks": { "my roles/a b.yml": ["x: 1\n", "x: 2\n"] },
  "a name with a quote and a backslash": { 'a"b\\c.yml': ["x: 1\n", "x: 2\n"] },
  "a name in other scripts": { "rôles/задача-任務.yml": ["x: 1\n", "x: 2\n"] },
  "a name with a tab and a line feed": { "a\tb\nc.yml": ["x: 1\n", "x: 2\n"] },
  "a name that looks like an option": { "-R.yml": ["x: 1\n", "x: 2\n"] },
};

describe.each(TOOLS)("%s", (tool, args, present) => {
  describe.skipIf(!present)(`takes the printed diff${WITHOUT_PATCH}`, () => {
    it.each(Object.entries(CASES))("%s", (_, files) => {
      const folder = folderWith(files);
      const input = Object.entries(files)
        .map(([path, texts]) => fileDiffs(resultOf(path, texts), PLAIN_STYLE))
        .join("");
      execFileSync(tool, args, { cwd: folder, input, stdio: ["pipe", "ignore", "pipe"] });
      for (const [path, texts] of Object.entries(files))
        expect(readFileSync(join(folder, path), "utf8")).toBe(texts.at(-1));
    });
  });

  describe.skipIf(!present)(`takes the JSON report's diff${WITHOUT_PATCH}`, () => {
    it.each(Object.entries(CASES))("%s", (_, files) => {
      const folder = folderWith(files);
      const input = Object.entries(files)
        .map(([path, texts]) => wholeDiff(resultOf(path, texts)))
        .join("");
      execFileSync(tool, args, { cwd: folder, input, stdio: ["pipe", "ignore", "pipe"] });
      for (const [path, texts] of Object.entries(files))
        expect(readFileSync(join(folder, path), "utf8")).toBe(texts.at(-1));
    });
  });
});

it("git apply --check takes it from a folder below the repository's root", () => {
  const files: Readonly<Record<string, Texts>> = { "sub/a.yml": ["x: 1\n", "x: 2\n"] };
  const folder = folderWith(files);
  execFileSync("git", ["init", "-q"], { cwd: folder });
  const input = fileDiffs(resultOf("a.yml", ["x: 1\n", "x: 2\n"]), PLAIN_STYLE);
  const { status } = spawnSync("git", ["apply", "--check", "-"], { cwd: join(folder, "sub"), input });
  expect(status).toBe(0);
});
