import type { Case, Run, Verdicts } from "../case.js";
import { play, SCENARIOS, verdicts } from "./scenarios.js";

/** split-polled: one polled task in several shapes. */
const BEFORE = verdicts({ rc3: "failed at Build", timeout: "failed at Build", undefined: "failed at Build" });
const AFTER = verdicts({
  rc3: "failed at async_status",
  timeout: "failed at async_status",
  undefined: "failed at Build",
});

/** What is left of a killed job hangs on its watcher, and a split job's file stays (see status.ts). */
const FILES = { jobFiles: "any" } as const;
const split: Run = { name: "run", before: BEFORE, after: AFTER, ...FILES };

interface Shape {
  readonly name: string;
  /** Lines at the indent of the task's keys. */
  readonly keys?: string;
  readonly register?: false;
  readonly around?: (task: string) => string;
  readonly behind?: string;
  readonly runs?: readonly Run[];
  readonly more?: Partial<Case>;
}

const MEANWHILE = `    - name: Meanwhile
      ansible.builtin.debug:
        msg: working
`;
const LATER = `    - name: Later
      ansible.builtin.debug:
        msg: "{{ build.rc | default('none') }} {{ build is changed }}"
`;

function splitCase(shape: Shape): Case {
  const register = shape.register === false ? "" : "      register: build\n";
  const task = `    - name: Build
      ansible.builtin.shell: "{{ job }}"
      async: 15
      poll: 1
${register}      when: wanted | default(true) | bool
${shape.keys ?? ""}`;
  const around = shape.around ?? ((text: string): string => text);
  const body = around(task) + (shape.register === false ? "" : LATER) + (shape.behind ?? "");
  return {
    transform: "split-polled",
    name: shape.name,
    args: ["-t", "split-polled"],
    files: { "site.yml": play(`  tasks:\n${body}`), inventory: SCENARIOS },
    runs: shape.runs ?? [split],
    ...shape.more,
  };
}

function inBlock(task: string): string {
  return `    - name: Guarded
      block:
${task.replaceAll(/^(?=.)/gm, "    ")}      rescue:
        - name: Given up
          ansible.builtin.debug:
            msg: "given up"
`;
}

const nobody: Verdicts = verdicts({
  success: "failed at Build",
  rc3: "failed at Build",
  timeout: "failed at Build",
  undefined: "failed at Build",
});

const SHAPES: readonly Shape[] = [
  { name: "no register", register: false },
  {
    name: "changed_when and failed_when",
    keys: "      changed_when: build.stdout == 'x'\n      failed_when: build.rc not in [0, 3]\n",
    runs: [
      {
        name: "run",
        before: verdicts({ timeout: "failed at Build", undefined: "failed at Build" }),
        after: verdicts({ timeout: "failed at async_status", undefined: "failed at Build" }),
        ...FILES,
      },
    ],
  },
  {
    name: "notify",
    keys: "      notify: Restart\n",
    behind: "  handlers:\n    - name: Restart\n      ansible.builtin.debug:\n        msg: restarted\n",
  },
  {
    name: "tags",
    keys: "      tags: [build]\n",
    runs: [
      { ...split, name: "selected", args: ["--tags", "build"] },
      {
        name: "skipped",
        args: ["--skip-tags", "build"],
        before: verdicts({}),
        after: verdicts({}),
      },
    ],
    register: false,
    behind: MEANWHILE,
  },
  {
    name: "ignore_errors",
    keys: "      ignore_errors: true\n",
    runs: [
      {
        name: "run",
        before: verdicts({ rc3: "ignored", timeout: "ignored", undefined: "ignored" }),
        after: verdicts({ rc3: "ignored", timeout: "ignored", undefined: "ignored" }),
        // What failed is the status task now.
        otherTasks: true,
        ...FILES,
      },
    ],
  },
  {
    name: "block with rescue",
    around: inBlock,
    // Read behind the block it would be refused: nothing is registered where the launch can't start.
    register: false,
    runs: [
      {
        name: "run",
        before: verdicts({ rc3: "rescued", timeout: "rescued", undefined: "rescued" }),
        after: verdicts({ rc3: "rescued", timeout: "rescued", undefined: "rescued" }),
        otherTasks: true,
        ...FILES,
      },
    ],
  },
  {
    name: "become_user",
    keys: "      become: true\n      become_user: asyncfix\n",
    more: { needsUser: true, ownAsyncDir: true },
  },
  {
    name: "ansible_async_dir",
    keys: '      vars:\n        ansible_async_dir: "{{ async_fix_jobs }}/deep"\n',
  },
  {
    name: "check mode",
    runs: [
      { name: "refused", args: ["--check"], until: "2.16", before: nobody, after: nobody },
      {
        name: "honoured",
        args: ["--check"],
        since: "2.18",
        before: verdicts({ undefined: "failed at Build" }),
        after: verdicts({ undefined: "failed at Build" }),
        // A launch has a job in check mode too; it is skipped in the job.
        otherTasks: true,
        ...FILES,
      },
    ],
  },
];

export const SPLIT_POLLED: readonly Case[] = SHAPES.map(splitCase);
