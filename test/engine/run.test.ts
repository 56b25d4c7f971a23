import { describe, expect, it } from "vitest";
import { runTransforms } from "../../src/engine/run.js";
import { Change, type Task, type Transform } from "../../src/index.js";
import { BUILTIN_KNOWLEDGE } from "../../src/runtime/knowledge.js";
import { normalizePoll } from "../../transforms/normalize-poll.js";
import { raiseAsync } from "../../transforms/raise-async.js";
import { memorySource } from "../support/memory-source.js";
import { runOn, textsAfter } from "../support/run.js";

const DUMP = "- name: Dump\n  command: pg_dump app\n  async: 60\n";

function transform(id: string, fix: (task: Task) => Change, safety: "safe" | "unsafe" = "safe"): Transform {
  return {
    id,
    title: id,
    onByDefault: false,
    safety,
    *run(file) {
      // Like any transform it finds nothing to do where it has been: it is run until nothing changes.
      for (const task of file.tasks().filter((each) => each.text("async") === "60"))
        yield {
          file,
          task,
          at: task.node.span,
          message: id,
          safety,
          outcome: { fix: fix(task).fix(safety) },
        };
    },
  };
}

function set(task: Task, text: string, also = new Change()): Change {
  const keyword = task.keyword("async");
  if (keyword?.value.kind !== "scalar") throw new Error("no async");
  return also.rewriteScalar(task.file, keyword.entry, keyword.value, text, Number(text));
}

describe("conflicts", () => {
  const twice: Transform = {
    ...transform("twice", (task) => set(task, "90")),
    *run(file, project, options) {
      yield* transform("twice", (task) => set(task, "90")).run(file, project, options);
      yield* transform("twice", (task) => set(task, "91")).run(file, project, options);
    },
  };

  it("the first fix is made, the other given up whole and reported", () => {
    const run = runOn({ "tasks/main.yml": DUMP }, { transforms: [twice] });
    expect(run.files[0]?.after).toBe(DUMP.replace("60", "90"));
    expect(run.files[0]?.findings.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ["fixed", undefined],
      ["refused", "another fix changes the same place"],
    ]);
  });

  it("two findings that ask for the very same edit are both fixed by it", () => {
    const files = {
      "tasks/main.yml": `${'- command: pg_dump a\n  async: "{{ limit }}"\n'.repeat(2)}`,
      "vars/main.yml": "limit: 60\n",
    };
    const run = runOn(files, { transforms: [raiseAsync] });
    expect(textsAfter(files, run)["vars/main.yml"]).toBe("limit: 3600\n");
    expect(run.files.flatMap((file) => file.findings.map(({ outcome }) => outcome))).toEqual([
      "fixed",
      "fixed",
    ]);
  });
});

describe("files that must stay", () => {
  it("are errors, and fixes that need them are refused", () => {
    const files = {
      "tasks/main.yml": '- command: pg_dump a\n  async: "{{ limit }}"\n',
      "vars/main.yml": "limit: 60\n",
    };
    const run = runTransforms(memorySource(files), {
      transforms: [raiseAsync],
      options: { runtime: BUILTIN_KNOWLEDGE, place: "end", targetCore: [2, 14] },
      safeOnly: false,
      untouchable: new Map([["vars/main.yml", "has uncommitted changes"]]),
    });
    expect(run.problems).toEqual([{ path: "vars/main.yml", message: "has uncommitted changes" }]);
    expect(run.files.flatMap((file) => file.findings)).toMatchObject([
      { outcome: "refused", reason: "vars/main.yml could not be changed" },
    ]);
    expect(textsAfter(files, run)).toEqual(files);
  });
});

describe("what is no YAML", () => {
  it("is an error with its line where it holds async", () => {
    const run = runOn({ "a.yml": "- name: [x\n  async: 60\n" }, { transforms: [raiseAsync] });
    expect(run.problems).toMatchObject([
      { path: "a.yml", message: expect.stringMatching(/^not YAML: [^\n]+$/) },
    ]);
    expect(run.problems[0]?.line).toBeGreaterThan(0);
    expect(run.files[0]).toMatchObject({ status: "error", findings: [] });
  });

  it("is skipped where async is only a word in it", () => {
    const run = runOn(
      { "templates/a.yml": "{% if async %}\na: [\n{% endif %}\n" },
      { transforms: [raiseAsync] },
    );
    expect(run).toMatchObject({ problems: [], files: [{ status: "skipped" }] });
  });
});

describe("steps", () => {
  it("each transform sees what the one before left", () => {
    const run = runOn(
      { "tasks/main.yml": "- command: pg_dump app\n  async: 20\n  poll: 20\n" },
      { transforms: [raiseAsync, normalizePoll] },
    );
    expect(run.files[0]?.after).toBe("- command: pg_dump app\n  async: 3600\n  poll: 30\n");
    expect(run.files[0]?.steps.map((step) => [step.transform, step.after])).toEqual([
      ["raise-async", "- command: pg_dump app\n  async: 3600\n  poll: 20\n"],
      ["normalize-poll", "- command: pg_dump app\n  async: 3600\n  poll: 30\n"],
    ]);
  });

  it("later findings name lines of the file as it was read", () => {
    const adds = transform("adds", (task) => {
      const [entry] = task.node.entries;
      if (entry === undefined) throw new Error("empty");
      return set(task, "61", new Change().addKey(task.file, task.node, entry, "become", true));
    });
    const run = runOn({ "tasks/main.yml": DUMP + DUMP }, { transforms: [adds, raiseAsync] });
    expect(run.files[0]?.findings.map(({ line, column, taskLine }) => [line, column, taskLine])).toEqual([
      [1, 3, 1],
      [4, 3, 4],
      [3, 10, 1],
      [6, 10, 4],
    ]);
  });

  it("leaves unsafe fixes out when only safe ones are wanted", () => {
    const unsafe = transform("unsafe", (task) => set(task, "90"), "unsafe");
    const run = runOn({ "tasks/main.yml": DUMP }, { transforms: [unsafe, raiseAsync], safeOnly: true });
    expect(run.files[0]?.findings.map(({ transform: id, outcome }) => [id, outcome])).toEqual([
      ["unsafe", "refused"],
      ["raise-async", "fixed"],
    ]);
  });

  it("a suppressed finding is reported and nothing is changed", () => {
    const text = DUMP.replace("60", "60 # async-fix: ignore");
    const run = runOn({ "tasks/main.yml": text }, { transforms: [raiseAsync] });
    expect(run.files[0]).toMatchObject({
      status: "unchanged",
      after: text,
      findings: [{ outcome: "suppressed" }],
    });
  });

  it("creates a file that a fix brings along, once", () => {
    const creates = transform("creates", (task) =>
      set(
        task,
        String(Number(task.text("async")) + 1),
        new Change().create("roles/new/tasks/main.yml", "- debug:\n"),
      ),
    );
    const run = runOn({ "tasks/main.yml": DUMP + DUMP }, { transforms: [creates] });
    expect(run.files.map(({ path, status, before }) => [path, status, before])).toEqual([
      ["tasks/main.yml", "changed", DUMP + DUMP],
      ["roles/new/tasks/main.yml", "changed", undefined],
    ]);
  });
});

it("counts the tasks with async of every file", () => {
  const run = runOn(
    {
      "a.yml": `- hosts: all\n  tasks:\n    - block:\n        - {command: a, async: 5}\n      rescue:\n        - {command: b, async: 0}\n    - command: c\n`,
      "b.yml": "async: 1\n",
    },
    { transforms: [] },
  );
  expect(run.files.map(({ path, tasks }) => [path, tasks])).toEqual([
    ["a.yml", 2],
    ["b.yml", 0],
  ]);
});
