import fc from "fast-check";
import { COMMENTS, type Piece } from "./piece.js";
import { tasks } from "./task.js";

/** Files of a small project, by path. */
export type Files = Readonly<Record<string, string>>;

/** How a file is written down, whatever it says. */
const layout = fc.record({
  eol: fc.constantFrom("\n", "\n", "\n", "\r\n"),
  mark: fc.constantFrom("", "", "", "\ufeff"),
  head: fc.constantFrom<readonly string[]>(
    [],
    ["---"],
    [COMMENTS[1], "---"],
    ["%YAML 1.1", "---"],
    ["", "--- # start"],
  ),
  foot: fc.constantFrom<readonly string[]>([], [], [COMMENTS[0]], ["", ""], ["..."], ["    # indented"]),
  lastLineEnds: fc.boolean(),
});

type Layout = typeof layout extends fc.Arbitrary<infer T> ? T : never;

function written(lines: readonly string[], { eol, mark, head, foot, lastLineEnds }: Layout): string {
  const text = [...head, ...lines, ...foot].join(eol);
  return mark + (lastLineEnds ? text + eol : text);
}

const tasksFile = tasks.map((list): readonly string[] => list(""));

const playbook = fc
  .tuple(tasks, fc.option(tasks), fc.constantFrom("", "  ", "    "))
  .map(([list, handlers, indent]): readonly string[] => {
    const below = (key: string, piece: Piece): readonly string[] => [`  ${key}:`, ...piece(`  ${indent}`)];
    return [
      "- hosts: all",
      "  become: true",
      ...below("tasks", list),
      ...(handlers === null ? [] : below("handlers", handlers)),
    ];
  });

const defaults = fc.constantFrom(
  "limit: 30\n",
  "limit: '45'\nx: 1\n",
  "limit: 30\r\nx: {limit: 5}\r\n",
  "# nothing\n",
);

/** A role or a playbook whose tasks are asynchronous, written in every style that Ansible loads. */
export const project: fc.Arbitrary<Files> = fc.oneof(
  fc.tuple(tasksFile, layout, defaults).map(([lines, how, variables]) => ({
    "roles/r/tasks/main.yml": written(lines, how),
    "roles/r/defaults/main.yml": variables,
  })),
  fc.tuple(playbook, layout).map(([lines, how]) => ({ "site.yml": written(lines, how) })),
);
