import fc from "fast-check";
import { block, entry, item, nested, type Piece, together } from "./piece.js";

const SCRIPTS = [
  "sleep 5",
  "pg_dump shop > /tmp/shop.sql",
  "source /etc/profile && make",
  "set -o pipefail",
  "[[ -f /x ]] && echo yes",
  "nohup ./server &",
  "export A=b",
  "sleep 2 && shutdown -r now",
  "timeout 1800 dnf -y upgrade",
  "echo {{ x }} # not a comment",
  "echo é😀",
] as const;

/** Lines of a block scalar that look like YAML. */
const LOOK_ALIKES = [
  ...SCRIPTS,
  "async: 30",
  "- name: no task",
  "# no comment",
  "---",
  "  poll: 5",
  "",
  "\tindented by a tab",
  "key: &anchor 'value",
] as const;

const NAMES = [
  "Wait for it",
  "'it''s quoted'",
  '"a \\"b\\" é 😀"',
  "Ünïcode – 漢字",
  "a#b",
  '"{{ x }}: y"',
  "",
  "async",
  '"continued\n  here"',
] as const;

const SECONDS = [
  "30",
  "7200",
  "0",
  "1",
  "'45'",
  '"600"',
  "1_800",
  "1:00:00",
  "0755",
  "30.0",
  "'{{ limit }}'",
  '"{{ 2 * 60 }}"',
  '"{{ limit | default(45) }}"',
  '"{{ ansible_check_mode | ternary(0, 1000) }}"',
  "'{{ limit | int + 5 }}'",
  '"{{ omit }}"',
  "!!int '30'",
  "",
  "30\u00a0",
] as const;

const POLLS = ["0", "0", "5", "15", "'2'", "9999", '"{{ x }}"', ""] as const;

const CONDITIONS = [
  "job.finished",
  "job is finished",
  "'not job.finished'",
  '"job.finished and job.rc == 0"',
  "[job.finished, x is defined]",
  "x is defined",
  "true",
] as const;

const words = (texts: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...texts);

/** Continuation lines of a quoted name start where they like. */
function oneLineOnly(texts: readonly string[]): readonly string[] {
  return texts.filter((text) => !text.includes("\n"));
}

const script = words(SCRIPTS);
const quotedScript = fc.oneof(
  // A plain scalar can't start with a bracket.
  script.filter((text) => !text.startsWith("[")),
  script.map((text) => JSON.stringify(text)),
  script.map((text) => `'${text.replaceAll("'", "''")}'`),
);

/** The first line tells the indentation: it must not be blank, nor start with a blank. */
const scriptLines = fc
  .array(words(LOOK_ALIKES), { minLength: 1, maxLength: 5 })
  .map((lines) => ["echo start", ...lines]);

const header = words(["|", "|-", "|+", ">", ">-", ">+", "| # a comment"]);

const module: fc.Arbitrary<Piece> = fc.oneof(
  entry("shell", quotedScript),
  entry("ansible.builtin.command", quotedScript),
  block("shell", header, scriptLines),
  block("command", header, scriptLines),
  nested(
    "ansible.builtin.shell",
    fc.tuple(entry("cmd", quotedScript), entry("chdir", fc.constant("/tmp"))).map(together),
  ),
  nested(
    "get_url",
    fc.tuple(entry("url", fc.constant("http://x.y/z")), entry("dest", fc.constant("/tmp"))).map(together),
  ),
  entry("apt", words(["name=x upgrade=dist", "{name: x, state: latest}"])),
  entry("local_action", words(["shell sleep 5", "command  x"])),
  entry("postgresql_db", words(["{name: x, state: dump}"])),
  entry("copy", words(["src=a dest=b"])),
  block("win_shell", header, scriptLines),
);

const list = (items: readonly string[]): fc.Arbitrary<Piece> =>
  fc
    .array(words(items), { minLength: 1, maxLength: 3 })
    .map((texts) => (indent: string) => texts.map((text) => `${indent}- ${text}`));

const extras: readonly fc.Arbitrary<Piece>[] = [
  entry("when", words(CONDITIONS)),
  nested("when", list(CONDITIONS), fc.constantFrom("", "  ", "    ")),
  entry("until", words(CONDITIONS)),
  entry("retries", words(["3", "30", "'{{ tries }}'"])),
  entry("delay", words(["1", "10", "0"])),
  entry("become", fc.constant("yes")),
  entry("ignore_errors", fc.constant("true")),
  entry("no_log", fc.constant("y")),
  entry("changed_when", words(["false", "job.rc == 0"])),
  entry("failed_when", words(["job.rc != 0", "job.finished"])),
  nested("notify", list(["restart", "'it''s'"]), fc.constantFrom("", "  ")),
  nested("loop", list(["1", "{a: b}"]), fc.constantFrom("", "    ")),
  nested("vars", fc.tuple(entry("limit", words(SECONDS)), entry("x", quotedScript)).map(together)),
  nested("args", entry("executable", fc.constant("/bin/sh"))),
  nested("environment", entry("PATH", words(['"/bin:{{ x }}"', "/bin"]))),
  entry("tags", words(["[a, b]", "a"])),
];

const register = entry("register", words(["job", "job", "other"]));
const asyncEntry = entry("async", words(SECONDS));
const pollEntry = entry("poll", words(POLLS));
const name = entry("name", words(oneLineOnly(NAMES)));

/** The entries in any order, as people write them: mostly the name first. */
function inSomeOrder(entries: fc.Arbitrary<Piece>[], nameFirst: fc.Arbitrary<boolean>): fc.Arbitrary<Piece> {
  const shuffled = fc
    .tuple(...entries)
    .chain((pieces) => fc.shuffledSubarray(pieces, { minLength: pieces.length, maxLength: pieces.length }));
  return fc
    .tuple(name, shuffled, nameFirst, fc.boolean())
    .map(([first, rest, front]) => together(front ? [first, ...rest] : [...rest, first]));
}

const dash = fc.constantFrom("- ", "- ", "- ", "-   ", "-") as fc.Arbitrary<"- " | "-   " | "-">;

const asyncTask: fc.Arbitrary<Piece> = fc
  .subarray([...extras], { maxLength: 4 })
  .chain((more) =>
    fc
      .subarray([register, pollEntry])
      .chain((some) => fc.tuple(dash, inSomeOrder([module, asyncEntry, ...some, ...more], fc.boolean()))),
  )
  .map(([start, entries]) => item(start, entries));

const flowTask: fc.Arbitrary<Piece> = fc
  .tuple(
    words(["30", "'30'", '"{{ x }}"']),
    words(["5", "0"]),
    words(["sleep 5", "'a, b'", '"[x]"']),
    fc.boolean(),
    fc.boolean(),
  )
  .map(
    ([seconds, poll, text, broken, polled]): Piece =>
      (indent) => {
        const parts = [
          "name: x",
          `shell: ${text}`,
          `async: ${seconds}`,
          ...(polled ? [`poll: ${poll}`] : []),
          "register: job",
        ];
        return broken
          ? [
              `${indent}- {${parts[0]},  # flow`,
              ...parts.slice(1).map((part) => `${indent}   ${part},`),
              `${indent}  }`,
            ]
          : [`${indent}- { ${parts.join(", ")} }`];
      },
  );

const statusTask: fc.Arbitrary<Piece> = fc
  .tuple(
    dash,
    fc.constantFrom("async_status", "ansible.builtin.async_status"),
    words(["job.ansible_job_id", "other.ansible_job_id", "item.ansible_job_id"]),
    fc
      .subarray([
        entry("register", words(["result", "job"])),
        entry("until", words(["result.finished", "result is finished", "'job.finished'"])),
        entry("retries", words(["3", "100"])),
        entry("delay", words(["1", "10"])),
        entry("failed_when", words(["result.rc != 0"])),
        entry("become", fc.constant("true")),
      ])
      .chain((more) => fc.tuple(...more)),
    fc.boolean(),
  )
  .map(([start, module, id, more, flow]) => {
    const status: Piece = flow
      ? (indent) => [`${indent}${module}: {jid: "{{ ${id} }}"}`]
      : (indent) => [`${indent}${module}:`, `${indent}  jid: "{{ ${id} }}"`];
    return item(start, together([(indent) => [`${indent}name: Wait`], status, ...more]));
  });

/** Values and maps that several tasks share. */
const shared: fc.Arbitrary<Piece> = fc.constantFrom<Piece>(
  (indent) => [
    `${indent}- shell: sleep 5`,
    `${indent}  async: &limit 30`,
    `${indent}- shell: sleep 9`,
    `${indent}  async: *limit`,
  ],
  (indent) => [
    `${indent}- &base`,
    `${indent}  shell: sleep 5`,
    `${indent}  async: 30`,
    `${indent}- <<: *base`,
    `${indent}  name: again`,
  ],
  (indent) => [`${indent}- &one {shell: sleep 5, async: 30, poll: 0}`, `${indent}- {<<: *one, name: two}`],
  (indent) => [
    `${indent}- copy:`,
    `${indent}    dest: x`,
    `${indent}    content: !unsafe |`,
    `${indent}      - shell: x`,
    `${indent}        async: 30`,
  ],
  (indent) => [`${indent}- shell: "x`, `y"`, `${indent}  async: 30`, `${indent}  name: 'a`, `  b'`],
  (indent) => [
    `${indent}- ? name`,
    `${indent}  : x`,
    `${indent}  ? async`,
    `${indent}  : 30`,
    `${indent}  shell: sleep 5`,
  ],
  (indent) => [`${indent}- "async": 30`, `${indent}  'poll': 5`, `${indent}  shell: dnf -y upgrade`],
  (indent) => [`${indent}- shell: sleep 5`, `${indent}  async: 30`, `${indent}  async: 45`],
  (indent) => [`${indent}- import_role: {name: x}`, `${indent}  async: 30`],
);

/** Tasks and blocks, given the indentation of their dashes. */
export const tasks: fc.Arbitrary<Piece> = fc.letrec<{ list: Piece; node: Piece; block: Piece }>((tie) => ({
  list: fc.array(tie("node"), { minLength: 1, maxLength: 4 }).map(together),
  node: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    { weight: 6, arbitrary: asyncTask },
    { weight: 2, arbitrary: statusTask },
    { weight: 1, arbitrary: flowTask },
    { weight: 1, arbitrary: shared },
    {
      weight: 1,
      arbitrary: fc.constantFrom<Piece>(
        () => [""],
        (indent) => [`${indent}# between`],
        (indent) => [`${indent}- debug: {msg: "{{ job.stdout }}"}`],
      ),
    },
    { weight: 2, arbitrary: tie("block") },
  ),
  block: fc
    .tuple(dash, tie("list"), fc.option(tie("list")), fc.constantFrom("", "  "))
    .map(([start, body, rescue, deeper]) =>
      item(start, (indent) => [
        `${indent}block:`,
        ...body(indent + deeper),
        // A list of nothing but comments would be null, which Ansible refuses.
        `${indent + deeper}- meta: noop`,
        ...(rescue === null
          ? []
          : [`${indent}rescue:`, ...rescue(indent + deeper), `${indent + deeper}- meta: noop`]),
      ]),
    ),
})).list;
