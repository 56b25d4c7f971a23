import { describe, expect, it } from "vitest";
import { readText } from "../support/read.js";

function said(comment: string): readonly unknown[] {
  const [task] = readText(`- shell: x ${comment}\n`).tasks();
  return (task?.directives ?? []).map(({ span: _, ...rest }) => rest);
}

describe("a comment", () => {
  it.each([
    ["# async-fix: ignore", [{ kind: "ignore", ids: "all" }]],
    ["#async-fix:ignore", [{ kind: "ignore", ids: "all" }]],
    ["# slow; async-fix: ignore", [{ kind: "ignore", ids: "all" }]],
    ["# async-fix: ignore # why not", [{ kind: "ignore", ids: "all" }]],
    ["# async-fix: ignore[a,b]", [{ kind: "ignore", ids: ["a", "b"] }]],
    ["# async-fix: ignore[a, b ,c]", [{ kind: "ignore", ids: ["a", "b", "c"] }]],
    ["# async-fix: ignore-file", [{ kind: "ignore-file" }]],
    ["# async-fix: expected=20m", [{ kind: "expected", text: "20m" }]],
    [
      "# async-fix: expected=20m, ignore[a]",
      [
        { kind: "expected", text: "20m" },
        { kind: "ignore", ids: ["a"] },
      ],
    ],
    ["# async-fix: verify", [{ kind: "verify" }]],
    ["# async-fix: ingore", [{ kind: "unknown", text: "ingore" }]],
    ["# async-fix: ignore[]", [{ kind: "unknown", text: "ignore[]" }]],
    ["# async-fix", []],
    ["# nothing", []],
  ])("%s", (comment, directives) => {
    expect(said(comment)).toEqual(directives);
  });
});

/** The names of the tasks that a text's `ignore` speaks of. */
function ignored(text: string, path?: string): readonly (string | undefined)[] {
  return readText(text, path)
    .tasks()
    .filter((task) => task.directives.some(({ kind }) => kind === "ignore"))
    .map((task) => task.name);
}

describe("a directive speaks of", () => {
  const I = "# async-fix: ignore";
  it.each([
    ["the task below, at its -", `- name: a\n  shell: x\n${I}\n- name: b\n  shell: x\n`, ["b"]],
    [
      "the task above, when indented into it",
      `- name: a\n  shell: x\n  ${I}\n- name: b\n  shell: x\n`,
      ["a"],
    ],
    [
      "the task above, across blank lines and other comments",
      `- name: a\n  shell: x\n\n  # more\n  ${I}\n- name: b\n  shell: x\n`,
      ["a"],
    ],
    ["the last task, at the end of the file", `- name: a\n  shell: x\n  ${I}`, ["a"]],
    ["nobody, with a blank line between", `- name: a\n  shell: x\n\n${I}\n\n- name: b\n  shell: x\n`, []],
    ["the task on whose line it is", `- name: a ${I}\n  shell: x\n- name: b\n  shell: x\n`, ["a"]],
    ["the task between whose keys it is", `- name: a\n${I}\n  shell: x\n- name: b\n  shell: x\n`, ["a"]],
    [
      "the task in whose arguments it is",
      `- name: a\n  get_url:\n    url: x ${I}\n- name: b\n  shell: x\n`,
      ["a"],
    ],
    ["the flow task on its line", `- {name: a, shell: x} ${I}\n- {name: b, shell: x}\n`, ["a"]],
    ["nobody, in a block scalar", `- name: a\n  shell: |\n    ${I}\n    x\n`, []],
    [
      "the task behind a block scalar's end",
      `- name: a\n  shell: |\n    x\n  ${I}\n- name: b\n  shell: x\n`,
      ["a"],
    ],
  ])("%s", (_, text, names) => {
    expect(ignored(text)).toEqual(names);
  });

  it("the first task of a list, however it is indented above it", () => {
    expect(
      ignored(`- hosts: all\n  tasks:\n      ${I}\n    - name: a\n      shell: x\n`, "site.yml"),
    ).toEqual(["a"]);
    expect(ignored(`- hosts: all\n  tasks:\n  ${I}\n  - name: a\n    shell: x\n`, "site.yml")).toEqual(["a"]);
  });

  it("a task, not the block around it", () => {
    expect(ignored(`${I}\n- name: b\n  block:\n    - name: a\n      shell: x\n`)).toEqual([]);
  });
});

describe("ignore-file", () => {
  it("counts in the first ten lines", () => {
    expect(readText(`${"#\n".repeat(9)}# async-fix: ignore-file\n- shell: x\n`).ignored).toBe(true);
    expect(readText(`${"#\n".repeat(10)}# async-fix: ignore-file\n- shell: x\n`).ignored).toBe(false);
  });

  it("is no text in quotes", () => {
    expect(readText('- shell: "# async-fix: ignore-file"\n').ignored).toBe(false);
  });
});
