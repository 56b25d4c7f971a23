import { describe, expect, it } from "vitest";
import { verify } from "../../src/engine/verify.js";
import { CannotEdit, Change, type Task } from "../../src/index.js";
import { applyEdits } from "../../src/text/edit.js";
import { readText } from "../support/read.js";

/** The text after a change of its first task, which is verified. */
function changed(text: string, change: (task: Task, change: Change) => Change, path?: string): string {
  const file = readText(text, path);
  const [task] = file.tasks();
  if (task === undefined) throw new Error("no task");
  const { edits, delta } = change(task, new Change()).fix("safe");
  const after = applyEdits(text, edits);
  expect(verify(file.yaml, { ok: true, file: readText(after, path) }, delta)).toBeUndefined();
  return after;
}

function entry(task: Task, key: string): NonNullable<ReturnType<Task["keyword"]>>["entry"] {
  const keyword = task.keyword(key);
  if (keyword === undefined) throw new Error(`no ${key}`);
  return keyword.entry;
}

const NEW = { name: "New", "ansible.builtin.debug": { msg: "hi" } };

describe("addKey", () => {
  it.each([
    ["- shell: x\n  async: 1\n", "- shell: x\n  become: true\n  async: 1\n"],
    ["- shell: x # c\n  # own\n  async: 1\n", "- shell: x # c\n  become: true\n  # own\n  async: 1\n"],
    ["-   shell: |\n      x\n\n    async: 1\n", "-   shell: |\n      x\n    become: true\n\n    async: 1\n"],
    ["- {shell: x, async: 1}\n", "- {shell: x, become: true, async: 1}\n"],
    ["- shell: x", "- shell: x\n  become: true"],
    ["- shell: x\r\n", "- shell: x\r\n  become: true\r\n"],
    ["- shell:\n    cmd: x\n  async: 1\n", "- shell:\n    cmd: x\n  become: true\n  async: 1\n"],
  ])("%j", (before, after) => {
    expect(
      changed(before, (task, change) =>
        change.addKey(task.file, task.node, entry(task, "shell"), "become", true),
      ),
    ).toBe(after);
  });

  it("refuses where the text would change: a block scalar that ends the file without a line feed", () => {
    expect(() =>
      changed("- shell: |\n    x", (task, change) =>
        change.addKey(task.file, task.node, entry(task, "shell"), "become", true),
      ),
    ).toThrow(CannotEdit);
  });
});

describe("insertTask", () => {
  it.each([
    [
      "- shell: x\n- shell: y\n",
      "behind",
      "- shell: x\n- name: New\n  ansible.builtin.debug:\n    msg: hi\n- shell: y\n",
    ],
    [
      "- shell: x\n- shell: y\n",
      "before",
      "- name: New\n  ansible.builtin.debug:\n    msg: hi\n- shell: x\n- shell: y\n",
    ],
    [
      "- shell: x\n\n- shell: y\n",
      "behind",
      "- shell: x\n\n- name: New\n  ansible.builtin.debug:\n    msg: hi\n\n- shell: y\n",
    ],
    [
      "# of x\n- shell: x\n",
      "before",
      "- name: New\n  ansible.builtin.debug:\n    msg: hi\n# of x\n- shell: x\n",
    ],
    [
      "- shell: x\n  # own\n# of y\n- shell: y\n",
      "behind",
      "- shell: x\n  # own\n- name: New\n  ansible.builtin.debug:\n    msg: hi\n# of y\n- shell: y\n",
    ],
    ["-   shell: x\n", "behind", "-   shell: x\n-   name: New\n    ansible.builtin.debug:\n      msg: hi\n"],
    ["- {shell: x}\n", "behind", "- {shell: x}\n- {name: New, ansible.builtin.debug: {msg: hi}}\n"],
    ["[{shell: x}]\n", "behind", "[{shell: x}, {name: New, ansible.builtin.debug: {msg: hi}}]\n"],
    ["- shell: x", "behind", "- shell: x\n- name: New\n  ansible.builtin.debug:\n    msg: hi"],
    ["- shell: x\r\n", "behind", "- shell: x\r\n- name: New\r\n  ansible.builtin.debug:\r\n    msg: hi\r\n"],
  ] as const)("%j %s", (before, where, after) => {
    expect(changed(before, (task, change) => change.insertTask(task.list, task.item, where, NEW))).toBe(
      after,
    );
  });
});

describe("setValue and renameKey", () => {
  it("put any value in any other's place", () => {
    const set = (task: Task, change: Change): Change =>
      change.setValue(task.file, entry(task, "async"), "{{ x }}");
    expect(changed("- shell: x\n  async: 60 # c\n", set)).toBe('- shell: x\n  async: "{{ x }}" # c\n');
    expect(changed("- {shell: x, async: [1, 2]}\n", set)).toBe('- {shell: x, async: "{{ x }}"}\n');
  });

  it("keep what is around the key", () => {
    const rename = (task: Task, change: Change): Change =>
      change.renameKey(task.file, entry(task, "async"), "poll");
    expect(changed('- shell: x\n  "async"  : 60 # c\n', rename)).toBe("- shell: x\n  poll  : 60 # c\n");
  });

  it("give a value to a key that has none", () => {
    const set = (task: Task, change: Change): Change => change.setValue(task.file, entry(task, "async"), 1);
    expect(changed("- shell: x\n  async:\n", set)).toBe("- shell: x\n  async: 1\n");
    expect(changed("- shell: x\n  async: # c\n", set)).toBe("- shell: x\n  async: 1 # c\n");
  });
});

it("and() makes one fix of two", () => {
  const text = "- shell: x\n  async: 60\n  poll: 5\n";
  const after = changed(text, (task, change) =>
    change
      .setValue(task.file, entry(task, "async"), 90)
      .and(new Change().setValue(task.file, entry(task, "poll"), 9)),
  );
  expect(after).toBe("- shell: x\n  async: 90\n  poll: 9\n");
});
