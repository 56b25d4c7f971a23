import { describe, expect, it } from "vitest";
import { expectedRuntime } from "../../src/index.js";
import { BUILTIN_KNOWLEDGE, type RuntimeKnowledge, type RuntimeRule } from "../../src/runtime/knowledge.js";
import { readTask } from "../support/read.js";

const RULES: readonly RuntimeRule[] = [
  { match: { name: "*backup*" }, category: "file", says: "rule 1" },
  { match: { name: "*backup*" }, expected: 77, says: "rule 2" },
  {
    match: { module: "shell", file: { pattern: "/repo/roles/*", pathsFrom: "/repo" } },
    expected: 88,
    says: "rule 3",
  },
  { match: { command: "etl*" }, expected: 99, says: "rule 4" },
];

function expected(
  lines: string,
  knowledge: Partial<RuntimeKnowledge> = {},
  path = "tasks/main.yml",
): unknown {
  const found = expectedRuntime(readTask(lines, path), { ...BUILTIN_KNOWLEDGE, ...knowledge });
  return found.known ? [found.seconds, found.says] : found.why;
}

describe("the expected runtime comes from, in this order,", () => {
  const all = { rules: RULES, expected: 66 };
  it.each([
    [
      "the task's comment",
      "name: a backup\nshell: pg_dump a # async-fix: expected=55s",
      [55, "expected 55s by its comment"],
    ],
    [
      "the last of its comments",
      "name: x # async-fix: expected=1s\nshell: pg_dump a # async-fix: expected=55s",
      [55, "expected 55s by its comment"],
    ],
    [
      "the first rule that matches and knows",
      "name: A Backup\nshell: pg_dump a",
      [77, "expected 1m17s by rule 2"],
    ],
    ["a rule on a program", "shell: cd /x && etl-all --now", [99, "expected 1m39s by rule 4"]],
    ["--expected", "shell: pg_dump a", [66, "expected 1m6s by --expected"]],
  ])("%s", (_, lines, answer) => {
    expect(expected(lines, all)).toEqual(answer);
  });

  it("a rule on a module and a file, relative to the config", () => {
    expect(expected("shell: x", all, "roles/a/tasks/main.yml")).toEqual([88, "expected 1m28s by rule 3"]);
    expect(expected("ansible.builtin.shell: x", all, "./roles/a.yml")).toEqual([
      88,
      "expected 1m28s by rule 3",
    ]);
    expect(expected("shell: x", all, "other/roles/a.yml")).toEqual([66, "expected 1m6s by --expected"]);
  });

  it("what is assumed for the category, of a rule's too", () => {
    expect(expected("shell: pg_dump a")).toEqual([1200, "assumed 20m for database work (pg_dump)"]);
    const rules = RULES.slice(0, 1);
    expect(expected("name: backup\nshell: ./own", { rules })).toEqual([
      120,
      "assumed 2m for file work (rule 1)",
    ]);
  });
});

it.each([
  ["shell: ./own", /^nobody says how long it takes: say it: a comment `# async-fix: expected=20m`/],
  ["shell: pg_dump a # async-fix: expected=soon", /^expected=soon is no duration: write 90, 90s, 20m/],
  ["shell: pg_dump a # async-fix: expected=0", /^expected=0 is no duration/],
])("%j: not known", (lines, why) => {
  expect(expected(lines)).toMatch(why);
});
