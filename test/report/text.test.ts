import { describe, expect, it } from "vitest";
import { diffStyle } from "../../src/cli/paint.js";
import { PLAIN_STYLE } from "../../src/report/diff.js";
import { summarize } from "../../src/report/summary.js";
import { errorLine, fileDiffs, refusalLines, tally } from "../../src/report/text.js";
import { normalizePoll } from "../../transforms/normalize-poll.js";
import { raiseAsync } from "../../transforms/raise-async.js";
import { runOn } from "../support/run.js";

const TASK = (name: string): string => `- name: ${name}\n  command: pg_dump app\n  async: 60\n  poll: 2\n`;

function diffsOf(text: string, style = PLAIN_STYLE): string {
  const [file] = runOn({ "tasks/main.yml": text }, { transforms: [raiseAsync, normalizePoll] }).files;
  if (file === undefined) throw new Error("no file");
  return fileDiffs(file, style);
}

describe("the diffs", () => {
  it("are each transform's own, the reason above the hunk, with file and line of the task", () => {
    expect(
      diffsOf(TASK("Dump")),
    ).toBe(`# raise-async: tasks/main.yml:1: Dump: async 60 -> 3600: 3 x assumed 20m for database work (pg_dump)
--- a/tasks/main.yml
+++ b/tasks/main.yml
@@ -1,4 +1,4 @@
 - name: Dump
   command: pg_dump app
-  async: 60
+  async: 3600
   poll: 2
# normalize-poll: tasks/main.yml:1: Dump: poll 2 -> 30: database work (pg_dump)
--- a/tasks/main.yml
+++ b/tasks/main.yml
@@ -1,4 +1,4 @@
 - name: Dump
   command: pg_dump app
   async: 3600
-  poll: 2
+  poll: 30
`);
  });

  it("have each note above the hunk that it speaks of", () => {
    const gap = "- command: 'true'\n".repeat(8);
    const lines = diffsOf(TASK("One") + gap + TASK("Two") + TASK("Three")).split("\n");
    const marks = lines.flatMap(
      (line) => /^# (\S+): \S+ (\w+):|^(@@)/.exec(line)?.slice(1).join(" ").trim() ?? [],
    );
    expect(marks).toEqual([
      "raise-async One",
      "@@",
      "raise-async Two",
      "raise-async Three",
      "@@",
      "normalize-poll One",
      "@@",
      "normalize-poll Two",
      "normalize-poll Three",
      "@@",
    ]);
  });

  it("name a task as it was read, whatever was inserted above it", () => {
    const absent =
      "- name: One\n  command: psql -f x\n  async: 60\n- name: Two\n  command: psql -f x\n  async: 60\n";
    expect(diffsOf(absent)).toContain("# normalize-poll: tasks/main.yml:4: Two: poll absent (15) -> 30");
  });

  it("keep every byte for files and pipes", () => {
    expect(diffsOf("- command: pg_dump \u202e\r\n  async: 60\r\n  poll: 30\r\n")).toContain(
      " - command: pg_dump \u202e\r\n",
    );
  });

  it("make control characters visible on a terminal", () => {
    const shown = diffsOf(
      '- command: pg_dump "\u202e"\n  name: "\\e[2Jx"\n  async: 60\n  poll: 30\n',
      diffStyle(false, true),
    );
    expect(shown).toContain("\\u202e");
    expect(shown).toContain("main.yml:1: \\u001b[2Jx: async");
  });

  it("are coloured when asked for", () => {
    expect(diffsOf(TASK("Dump"), diffStyle(true, false))).toContain("\u001b[32m+  async: 3600\u001b[39m\n");
    expect(diffsOf(TASK("Dump"), diffStyle(false, false))).not.toContain("\u001b");
  });
});

describe("lines for people", () => {
  it("errors are one line each, whatever is in them", () => {
    expect(errorLine({ path: "a\nb.yml", line: 3, message: "bad\u001b[0m" })).toBe(
      "error: a\\nb.yml:3: bad\\u001b[0m",
    );
    expect(errorLine({ path: "a.yml", message: "bad" })).toBe("error: a.yml: bad");
  });

  const { files, problems } = runOn(
    {
      "tasks/a.yml": `${TASK("x")}${"- name: own\n  command: ./own\n  async: 60\n".repeat(2)}`,
      "tasks/b.yml": "- reboot:\n  async: 60\n- name: broken",
    },
    { transforms: [raiseAsync] },
  );
  const summary = summarize(files, problems, { scanned: 12, candidates: 2, elapsed: 3 });

  it("every refusal is listed with its reason", () => {
    expect(refusalLines(files).split("\n").slice(0, 1)).toEqual([
      "refused: tasks/a.yml:7: raise-async: own: async can't be checked: nobody says how long it takes: say it: a comment `# async-fix: expected=20m` on the task, a rule in .async-fix.yml, or --expected",
    ]);
    expect(refusalLines(files).split("\n")).toHaveLength(4);
  });

  it("the tally counts refusals of one kind together and says what to do next", () => {
    const lines = tally(summary, files, "Do this.").split("\n");
    expect(lines.slice(0, 3)).toEqual([
      "refused 2: raise-async: the expected runtime is not known (first: tasks/a.yml:7)",
      "refused 1: raise-async: it reboots or shuts down its host: no async is long enough, and none is needed (tasks/b.yml:2)",
      "12 files scanned, 1 changed, 4 async tasks, 1 fixed, 3 refused, 0 errors",
    ]);
    expect(lines.slice(-2)).toEqual(["Do this.", ""]);
  });
});
