import { describe, expect, it } from "vitest";
import type { Block, Task } from "../../src/index.js";
import { readText } from "../support/read.js";

const PLAYBOOK = `- import_playbook: other.yml
- hosts: all
  pre_tasks:
    - {name: pre, shell: a, async: 1}
  roles: [{role: db}]
  tasks:
    - name: outer
      block:
        - name: inner
          block:
            - {name: deep, shell: b, async: 2}
          always:
            - {name: always, shell: c}
      rescue:
        - {name: rescue, shell: d}
    - {name: last, shell: e}
  post_tasks:
    - {name: post, shell: f}
  handlers:
    - {name: handler, shell: g}
    - block:
        - {name: nested handler, shell: h}
- hosts: [db]
  tasks:
    - {name: second play, shell: i}
`;

function named(text: string, name: string, path?: string): Task {
  const [task] = readText(text, path)
    .tasks()
    .filter((each) => each.name === name);
  if (task === undefined) throw new Error(`no task ${name}`);
  return task;
}

describe("a playbook", () => {
  const file = readText(PLAYBOOK, "site.yml");

  it("has its tasks in source order, at any depth", () => {
    expect(file.kind).toBe("playbook");
    expect(file.tasks().map((task) => task.name)).toEqual([
      ...["pre", "deep", "always", "rescue", "last", "post", "handler", "nested handler", "second play"],
    ]);
    expect(file.plays).toHaveLength(3);
  });

  it("knows each task's parents, play, list and neighbours", () => {
    const deep = named(PLAYBOOK, "deep", "site.yml");
    expect(deep.parents.map((parent) => parent.text("name") ?? parent.kind)).toEqual([
      "inner",
      "outer",
      "play",
    ]);
    expect(deep.play?.line).toBe(2);
    expect(deep.list.role).toBe("block");
    expect(deep.line).toBe(11);
    const last = named(PLAYBOOK, "last", "site.yml");
    expect(last.before.map((each: Task | Block) => each.name)).toEqual(["outer"]);
    expect(last.after).toEqual([]);
  });

  it("tells handlers, also in blocks of handlers", () => {
    expect(
      file
        .tasks()
        .filter((task) => task.isHandler)
        .map((task) => task.name),
    ).toEqual(["handler", "nested handler"]);
    expect(named("- {name: x, shell: y}", "x", "roles/a/handlers/main.yml").isHandler).toBe(true);
  });

  it("selects", () => {
    expect(file.tasks().with("async").length).toBe(2);
    expect(file.tasks().running("shell").length).toBe(9);
    const seen: (string | undefined)[] = [];
    file
      .tasks()
      .filter((task) => task.has("async"))
      .forEach((task) => {
        seen.push(task.name);
      });
    expect(seen).toEqual(["pre", "deep"]);
  });
});

it("a keyword is inherited from the nearest block or play that has it", () => {
  const text = `- hosts: all
  become: true
  remote_user: play
  tasks:
    - block:
        - {name: x, shell: a, become: false}
      remote_user: block
`;
  const task = named(text, "x", "site.yml");
  expect(task.inherited("become")?.by.kind).toBe("task");
  expect(task.inherited("remote_user")?.by.kind).toBe("block");
  expect(task.inherited("environment")).toBeUndefined();
});

describe("what a file is", () => {
  it.each([
    ["- hosts: all\n  tasks: []\n", "x.yml", "playbook"],
    ["- import_playbook: x.yml\n", "x.yml", "playbook"],
    ["- command: x\n", "roles/a/tasks/main.yml", "tasks"],
    ["- command: x\n", "roles/a/handlers/main.yml", "handlers"],
    ["- command: x\n  async: 1\n", "roles/a/vars/main.yml", "data"],
    ["- command: x\n  async: 1\n", "roles/a/defaults/main.yml", "data"],
    ["- command: x\n  async: 1\n", "group_vars/tasks.yml", "data"],
    ["- command: x\n  async: 1\n", "anywhere.yml", "tasks"],
    ["- acme.tools.x:\n  async: 1\n", "anywhere.yml", "tasks"],
    ["- name: only a name\n  async: 1\n", "anywhere.yml", "data"],
    ["- foo: 1\n  async: 1\n", "anywhere.yml", "data"],
    ["- {image: x, command: y, async: 1}\n", "compose.yml", "data"],
    ["async: 1\ncommand: x\n", "anywhere.yml", "data"],
    ["- async\n- command\n", "tasks/main.yml", "tasks"],
  ])("%j in %s is %s", (text, path, kind) => {
    expect(readText(text, path).kind).toBe(kind);
  });

  it("a file of several documents has the tasks of all", () => {
    expect(
      readText("- {name: a, shell: x}\n---\n- {name: b, shell: x}\n")
        .tasks()
        .map((task) => task.name),
    ).toEqual(["a", "b"]);
  });

  it("items that are no maps, and files that are empty, are no tasks", () => {
    expect(readText("- \n- x\n- [a]\n- 1\n").tasks().length).toBe(0);
    expect(readText("").tasks().length).toBe(0);
    expect(readText("---\n# nothing\n").tasks().length).toBe(0);
  });
});

describe("merge keys and aliases", () => {
  const text = `- hosts: all
  vars:
    a: &a {async: 1, poll: 1}
    b: &b {<<: *a, async: 2, become: true}
  tasks:
    - {name: one, shell: x, <<: *b}
    - {name: two, shell: x, <<: [*a, *b], poll: 3}
    - {name: three, shell: x, async: &n 4, poll: *n}
    - {name: four, shell: x, "<<": *a}
`;

  it.each([
    ["one", "2", "1", "merge"],
    ["two", "1", "3", "merge"],
    ["three", "4", "4", "own"],
    ["four", undefined, undefined, undefined],
  ])("task %s has async %s and poll %s", (name, async, poll, origin) => {
    const task = named(text, name, "site.yml");
    expect([task.text("async"), task.text("poll"), task.keyword("async")?.origin]).toEqual([
      async,
      poll,
      origin,
    ]);
  });

  it("an alias that leads to itself is the end of it", () => {
    expect(readText("- &x\n  name: x\n  shell: y\n  vars: *x\n").tasks().length).toBe(1);
    expect(readText("- &x\n  <<: *x\n  shell: y\n").tasks().length).toBe(1);
  });
});
