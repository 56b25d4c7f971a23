import type { Case, Verdicts } from "../case.js";
import { localPlay } from "./scenarios.js";

/** The job takes 10 s, its `async` allows 4: Ansible gives up on it before the fix. */
const FAILS: Verdicts = { localhost: "failed at Build" };
const PASSES: Verdicts = { localhost: "ok" };

const TAIL = `    - name: Later
      ansible.builtin.debug:
        msg: "{{ build.stdout | default('skipped') }}"
`;

function task(asyncValue: string, more = ""): string {
  return `    - name: Build  # async-fix: expected=20s
      ansible.builtin.shell: sleep 10; echo built
      async: ${asyncValue}
      poll: 2
      register: build
${more}`;
}

const args = ["-t", "raise-async"] as const;

function literal(name: string, old: string, fixed: string, more = ""): Case {
  const site = (value: string): string => localPlay(`  tasks:\n${task(value, more)}${TAIL}`);
  return {
    transform: "raise-async",
    name,
    args,
    files: { "site.yml": site(old) },
    byHand: { "site.yml": site(fixed) },
    runs: [{ name: "run", before: FAILS, after: PASSES, jobFiles: "any" }],
  };
}

/** An `async` that is off in check mode, the idiom of 66 real tasks. */
const CHECK_MODE = "{{ ansible_check_mode | ternary(0, 4) }}";

const ternary: Case = {
  ...literal("ternary on ansible_check_mode", `"${CHECK_MODE}"`, `"${CHECK_MODE.replace("4)", "60)")}"`),
  runs: [
    { name: "run", before: FAILS, after: PASSES, jobFiles: "any" },
    { name: "check", args: ["--check"], before: PASSES, after: PASSES },
  ],
};

function roleDefault(name: string, value: string): Case {
  return {
    transform: "raise-async",
    name,
    args,
    files: {
      "site.yml": localPlay("  roles:\n    - role: builder\n"),
      "roles/builder/defaults/main.yml": "---\nbuilder_timeout: 4\n",
      "roles/builder/tasks/main.yml": `---\n${outdent(task(`"{{ ${value} }}"`) + TAIL)}`,
    },
    byHand: { "roles/builder/defaults/main.yml": "---\nbuilder_timeout: 60\n" },
    runs: [
      { name: "run", before: { localhost: "failed at builder : Build" }, after: PASSES, jobFiles: "any" },
    ],
  };
}

function outdent(text: string): string {
  return text.replaceAll(/^ {4}/gm, "");
}

const handler: Case = {
  transform: "raise-async",
  name: "handler",
  args,
  ...(() => {
    const site = (value: string): string =>
      localPlay(`  tasks:
    - name: Change
      ansible.builtin.command: "true"
      changed_when: true
      notify: Build
  handlers:
${task(value)}`);
    return { files: { "site.yml": site("4") }, byHand: { "site.yml": site("60") } };
  })(),
  runs: [{ name: "run", before: FAILS, after: PASSES, jobFiles: "any" }],
};

const block: Case = {
  transform: "raise-async",
  name: "block with rescue",
  args,
  ...(() => {
    const site = (value: string): string =>
      localPlay(`  tasks:
    - name: Guarded
      block:
${task(value).replaceAll(/^/gm, "    ").trimEnd()}
      rescue:
        - name: Given up
          ansible.builtin.debug:
            msg: given up
`);
    return { files: { "site.yml": site("4") }, byHand: { "site.yml": site("60") } };
  })(),
  runs: [{ name: "run", before: { localhost: "rescued" }, after: PASSES, jobFiles: "any" }],
};

const omitted: Case = {
  ...literal("omit stays synchronous", '"{{ omit }}"', '"{{ omit }}"'),
  runs: [{ name: "run", before: PASSES, after: PASSES }],
};

export const RAISE_ASYNC: readonly Case[] = [
  literal("literal", "4", "60"),
  literal("quoted integer", '"4"', '"60"'),
  literal("default() of an unset variable", '"{{ wait | default(4) }}"', '"{{ wait | default(60) }}"'),
  literal("loop", "4", "60", "      loop: [only]\n"),
  ternary,
  roleDefault("variable in role defaults", "builder_timeout"),
  roleDefault("variable that is off in check mode", "ansible_check_mode | ternary(0, builder_timeout)"),
  omitted,
  handler,
  block,
];
