import { describe, expect, it } from "vitest";
import { Change, type Fix, type Task, type Transform } from "../../src/index.js";
import type { FileEdit } from "../../src/transform/types.js";
import { raiseAsync } from "../../transforms/raise-async.js";
import { runOn } from "../support/run.js";

/**
 * Transforms that do something else than they say. Whatever they do, the file has to stay as it was and be
 * reported: this is what users' own transforms are up against.
 */
const SOURCE = `# Nightly.
- name: Dump
  command: pg_dump app
  async: 60 # seconds
  poll: 0
- name: Next
  command: "true"
`;

function lying(fixOf: (task: Task, honest: Fix) => Fix): Transform {
  return {
    id: "liar",
    title: "lies",
    onByDefault: false,
    safety: "safe",
    *run(file) {
      for (const task of file.tasks().with("async")) {
        const keyword = task.keyword("async");
        if (keyword?.value.kind !== "scalar" || keyword.value.text === "90") continue;
        const honest = new Change().rewriteScalar(file, keyword.entry, keyword.value, "90", 90).fix("safe");
        yield {
          file,
          task,
          at: keyword.value.span,
          message: "async 60 -> 90",
          safety: "safe",
          outcome: { fix: fixOf(task, honest) },
        };
      }
    },
  };
}

/** An edit of the source that nothing declares. */
function edit(was: string, text: string): FileEdit {
  const start = SOURCE.indexOf(was);
  return { file: "tasks/main.yml", span: { start, end: start + was.length }, was, text };
}

function and(...edits: readonly FileEdit[]): (task: Task, honest: Fix) => Fix {
  return (_, honest) => ({ ...honest, edits: [...honest.edits, ...edits] });
}

const LIES: Readonly<Record<string, (task: Task, honest: Fix) => Fix>> = {
  "changes another value too": and(edit("poll: 0", "poll: 5")),
  "changes another task too": and(edit('"true"', '"false"')),
  "takes a comment away": and(edit(" # seconds", "")),
  "changes a comment": and(edit("# Nightly.", "# Daily.")),
  "swallows a task in a comment": and(edit("- name: Next", "# - name: Next")),
  "adds a key": and(edit("  poll: 0\n", "  poll: 0\n  no_log: true\n")),
  "removes a task": and(edit('- name: Next\n  command: "true"\n', "")),
  "reorders keys": and(edit("  command: pg_dump", "  poll: 0\n  command: pg_dump"), edit("  poll: 0\n", "")),
  "opens another document": and(edit("- name: Next", "---\n- name: Next")),
  "breaks the YAML": and(edit("- name: Next", "- name: [Next")),
  "turns a string into a boolean": and(edit('"true"', "true")),
  "adds an anchor": and(edit("command: pg_dump", "command: &a pg_dump")),
  "does nothing": (_, honest) => ({ ...honest, edits: [] }),
  "says nothing": (_, honest) => ({ ...honest, delta: [] }),
  "writes another number than it says": (_, honest) => ({
    ...honest,
    edits: honest.edits.map((each) => ({ ...each, text: "91" })),
  }),
  "was made for another text": (_, honest) => ({
    ...honest,
    edits: honest.edits.map((each) => ({ ...each, was: "61" })),
  }),
  "points beyond the end": and({
    file: "tasks/main.yml",
    span: { start: SOURCE.length + 5, end: SOURCE.length + 9 },
    was: "",
    text: "x: 1\n",
  }),
  throws: () => {
    throw new Error("boom");
  },
};

describe("a transform that", () => {
  it.each(Object.entries(LIES))("%s is found out and the file left alone", (_, lie) => {
    const other = { "tasks/other.yml": SOURCE.replace("Dump", "Other") };
    const honest: Transform = {
      ...lying((_task, fix) => fix),
      *run(file, project, options) {
        const transform = file.path === "tasks/main.yml" ? lying(lie) : lying((_task, fix) => fix);
        yield* transform.run(file, project, options);
      },
    };
    const run = runOn({ "tasks/main.yml": SOURCE, ...other }, { transforms: [honest] });
    expect(run.problems).toHaveLength(1);
    expect(run.problems[0]?.path).toBe("tasks/main.yml");
    expect(run.problems[0]?.message).toMatch(/liar.*; the file is left as it is/);
    expect(run.problems[0]?.message).not.toContain("\n");
    const [main, second] = run.files;
    expect([main?.status, main?.after]).toEqual(["error", SOURCE]);
    expect([second?.status, second?.after.includes("async: 90 # seconds")]).toEqual(["changed", true]);
  });

  it("is honest changes the file", () => {
    const run = runOn({ "tasks/main.yml": SOURCE }, { transforms: [lying((_, honest) => honest)] });
    expect(run.problems).toEqual([]);
    expect(run.files[0]?.after).toBe(SOURCE.replace("60", "90"));
  });

  it("lies in a later step takes the earlier steps' changes back too", () => {
    const run = runOn(
      { "tasks/main.yml": SOURCE },
      { transforms: [raiseAsync, lying(and(edit("poll: 0", "poll: 5")))] },
    );
    expect(run.files[0]).toMatchObject({ status: "error", after: SOURCE, steps: [], findings: [] });
  });
});

describe("a fix across files", () => {
  const TASKS = '- command: pg_dump app\n  async: "{{ limit }}"\n- command: pg_dump b\n  async: 60\n';
  const files = { "tasks/main.yml": TASKS, "vars/main.yml": "limit: 600\n" };

  it("is made in none of them when one can't be verified", () => {
    const liar: Transform = {
      ...raiseAsync,
      *run(file, project, options) {
        for (const finding of raiseAsync.run(file, project, options)) {
          if (!("fix" in finding.outcome)) continue;
          const { fix } = finding.outcome;
          const here = fix.edits[0]?.file === "vars/main.yml";
          const also = { file: "tasks/main.yml", span: { start: 0, end: 0 }, was: "", text: "# new\n" };
          yield here
            ? { ...finding, outcome: { fix: { ...fix, edits: [...fix.edits, also], delta: [] } } }
            : finding;
        }
      },
    };
    const run = runOn(files, { transforms: [liar] });
    expect(run.problems.map(({ path }) => path)).toEqual(["vars/main.yml"]);
    expect(Object.fromEntries(run.files.map(({ path, after }) => [path, after]))["tasks/main.yml"]).toBe(
      TASKS.replace("60", "3600"),
    );
    expect(
      run.files.flatMap((file) => file.findings).map(({ outcome, reason }) => [outcome, reason]),
    ).toEqual([
      ["refused", "vars/main.yml could not be changed"],
      ["fixed", undefined],
    ]);
  });
});
