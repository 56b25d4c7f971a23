import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, it, onTestFinished } from "vitest";
import schema from "../../schema/report.schema.json" with { type: "json" };
import type { Transform } from "../../src/index.js";
import { jsonReport } from "../../src/report/json.js";
import { summarize } from "../../src/report/summary.js";
import { normalizePoll } from "../../transforms/normalize-poll.js";
import { raiseAsync } from "../../transforms/raise-async.js";
import { runOn } from "../support/run.js";

const validate = new Ajv({ allErrors: true }).compile(schema);

interface Report {
  readonly version: string;
  readonly summary: Readonly<Record<string, number>>;
  readonly files: readonly {
    readonly path: string;
    readonly status: string;
    readonly findings: readonly Readonly<Record<string, unknown>>[];
    readonly diff?: string;
  }[];
  readonly errors: readonly unknown[];
}

function reportOn(
  files: Readonly<Record<string, string>>,
  transforms: readonly Transform[] = [raiseAsync, normalizePoll],
): Report {
  const { files: results, problems } = runOn(files, { transforms });
  const summary = summarize(results, problems, { scanned: 9, candidates: results.length, elapsed: 12.6 });
  const text = jsonReport({ version: "1.2.3", summary, files: results, errors: problems });
  expect(text.endsWith("}\n")).toBe(true);
  const report = JSON.parse(text) as Report;
  validate(report);
  expect(validate.errors ?? []).toEqual([]);
  return report;
}

const FILES = {
  "tasks/changed.yml": "- name: Dump\n  command: pg_dump app\n  async: 60\n  poll: 2\n",
  "tasks/refused.yml": "- name: Own\n  command: ./own.sh\n  async: 60\n",
  "tasks/suppressed.yml": "- command: pg_dump app\n  async: 60 # async-fix: ignore\n",
  "tasks/skipped.yml": "# async-fix: ignore-file\n- command: pg_dump app\n  async: 60\n",
  "tasks/broken.yml": "- command: [pg_dump\n  async: 60\n",
};

describe("the JSON report", () => {
  it("is as its schema says, for files of every status", () => {
    const { version, summary, files, errors } = reportOn(FILES);
    expect(version).toBe("1.2.3");
    expect(Object.fromEntries(files.map(({ path, status }) => [path, status]))).toEqual({
      "tasks/broken.yml": "error",
      "tasks/changed.yml": "changed",
      "tasks/refused.yml": "unchanged",
      "tasks/skipped.yml": "skipped",
      "tasks/suppressed.yml": "unchanged",
    });
    expect(summary).toEqual({
      scanned: 9,
      candidates: 5,
      changed: 1,
      tasks: 4,
      findings: 5,
      fixed: 2,
      refused: 1,
      errors: 1,
      elapsed_ms: 13,
    });
    expect(errors).toMatchObject([{ path: "tasks/broken.yml", line: expect.any(Number) }]);
  });

  it("has every field that the contract names", () => {
    const [file] = reportOn({ "tasks/changed.yml": FILES["tasks/changed.yml"] }).files;
    expect(file?.findings[0]).toEqual({
      transform: "raise-async",
      line: 3,
      column: 10,
      task: "Dump",
      task_line: 1,
      message: "async 60 -> 3600: 3 x assumed 20m for database work (pg_dump)",
      safety: "safe",
      outcome: "fixed",
      old: "60",
      new: "3600",
    });
  });

  it("says why a finding is refused, and nothing of groupings", () => {
    const [file] = reportOn({ "tasks/refused.yml": FILES["tasks/refused.yml"] }).files;
    expect(file?.findings[0]).toMatchObject({
      outcome: "refused",
      reason: expect.stringContaining("--expected"),
    });
    expect(file?.findings[0]).not.toHaveProperty("because");
    expect(file).not.toHaveProperty("diff");
  });

  it("reaches every task with async: it is right, or it has a finding", () => {
    const tasks = [
      "command: pg_dump a\n  async: 7200\n  poll: 30",
      "command: ./x\n  async: 60",
      "reboot:\n  async: 60",
      "debug:\n  async: 60",
      "command: pg_dump a\n  async: 0",
      'command: pg_dump a\n  async: "{{ nowhere }}"',
      "command: pg_dump a\n  async: [60]",
      "async: 60",
    ];
    const { summary, files } = reportOn({ "tasks/main.yml": tasks.map((task) => `- ${task}\n`).join("") });
    expect(summary["tasks"]).toBe(tasks.length);
    const lines = new Set(files[0]?.findings.map((finding) => finding["task_line"]));
    // The first is right as it stands, the fifth is not asynchronous.
    expect(lines.size).toBe(tasks.length - 2);
  });
});

describe("its diff", () => {
  const SECRET =
    "- name: Dump\n  command: pg_dump app\n  environment:\n    PGPASSWORD: hunter2\n  async: 60\n  no_log: true\n";

  it("shows only what changes where a task has no_log", () => {
    const [file] = reportOn({ "tasks/main.yml": SECRET }).files;
    expect(file?.diff).toBe(
      "--- a/tasks/main.yml\n+++ b/tasks/main.yml\n@@ -5 +5,2 @@\n-  async: 60\n+  async: 3600\n+  poll: 30\n",
    );
    expect(JSON.stringify(file)).not.toContain("hunter2");
  });

  it("is still one that git applies", () => {
    const text = `${"- command: 'true'\n".repeat(9)}- command: pg_dump a\n  no_log: true\n  async: 60`;
    const [file] = reportOn({ "main.yml": `${SECRET}${text}` }, [raiseAsync]).files;
    const folder = mkdtempSync(join(tmpdir(), "async-fix-json-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, "main.yml"), SECRET + text);
    execFileSync("git", ["apply", "--unidiff-zero", "-"], { cwd: folder, input: file?.diff ?? "" });
    expect(readFileSync(join(folder, "main.yml"), "utf8")).toBe(
      (SECRET + text).replaceAll("async: 60", "async: 3600"),
    );
  });
});
