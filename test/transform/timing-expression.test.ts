import { describe, expect, it } from "vitest";
import { readAnsible } from "../../src/ansible/read.js";
import { timingExpression } from "../../src/transform/timing-expression.js";
import { parseYaml } from "../../src/yaml/parse.js";

function of(key: "async" | "poll", value: string) {
  const parsed = parseYaml(
    `- command: make\n  async: 60\n  ${key === "async" ? "async" : "poll"}: ${value}\n`,
  );
  const task = parsed.ok ? readAnsible("tasks/main.yml", parsed.file).tasks().all[0] : undefined;
  if (task === undefined) throw new Error("no task");
  return timingExpression(task, key);
}

describe("numbers that are written at the task", () => {
  it.each([
    ["poll", "5", 5],
    ["poll", "'5'", 5],
    ["poll", '"{{ 2 * 5 }}"', 5 * 2],
    ["poll", '"{{ omit }}"', 15],
    ["async", '"{{ omit }}"', 0],
    ["async", '"{{ ansible_check_mode | ternary(0, 600) }}"', 600],
    ["async", "", 0],
  ] as const)("%s: %s", (key, value, expected) => {
    expect(of(key, value)).toEqual({ kind: "number", value: expected });
  });
});

describe("a choice of numbers", () => {
  it.each([
    ['"{{ 30 if watched else 0 }}"', [30, 0]],
    ['"{{ watched | ternary(30, omit) }}"', [30, 15]],
    ['"{{ (1 if a else 2 if b else 3) | int }}"', [1, 2, 3]],
  ])("%s", (value, values) => {
    expect(of("poll", value)).toEqual({ kind: "choice", values });
  });
});

describe("an expression for a condition", () => {
  it.each([
    ['"{{ x }}"', "x | int", ["x"]],
    ['"{{ x | int }}"', "x | int", ["x"]],
    ['"{{ x.y[0] | default(omit) }}"', "x.y[0] | default(0) | int", ["x"]],
    ['"{{ 60 * x }}"', "(60 * x) | int", ["x"]],
    ['"{{ (60 * x) }}"', "(60 * x) | int", ["x"]],
    ['"{{ x if y else omit }}"', "(x if y else 0) | int", ["x", "y"]],
    ['"{{ ansible_check_mode | ternary(omit, x) }}"', "ansible_check_mode | ternary(0, x) | int", ["x"]],
    ['"{{ x |\n      default(3) }}"', "x | default(3) | int", ["x"]],
  ])("%s", (value, text, names) => {
    const found = of("async", value);
    expect(found).toMatchObject({ kind: "expression", text });
    expect([...(found.kind === "expression" ? found.names : [])].sort()).toEqual(names);
  });

  it("knows that a sum is at least the number in it", () => {
    expect(of("async", '"{{ x | int + 120 }}"')).toMatchObject({ atLeast: 120 });
  });
});

it.each(['"{{ x }}0"', '"{{ x"', "[1]"])("can't tell %s", (value) => {
  expect(of("async", value).kind).toBe("unknown");
});
