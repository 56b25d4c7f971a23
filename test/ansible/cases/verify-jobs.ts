import type { Case, Run, Verdicts } from "../case.js";
import { play, SCENARIOS, verdicts } from "./scenarios.js";

/** A launch that nothing waits for loses the job's rc and its time-out; after the fix both are seen. */
const LOST: Verdicts = verdicts({ undefined: "failed at Start" });
const SEEN: Verdicts = verdicts({
  rc3: "failed at async_status",
  timeout: "failed at async_status",
  undefined: "failed at Start",
});

const args = ["-t", "verify-jobs"] as const;

interface Shape {
  readonly name: string;
  /** The launch's keys beside the usual, each a whole line, at the indent of a play's task. */
  readonly launch?: string;
  /** The status task's keys beside the usual. */
  readonly status?: string;
  /** Keys of the launch that the fix takes away. */
  readonly moved?: string;
  readonly runs?: readonly Run[];
  readonly more?: Partial<Case>;
  readonly handlers?: string;
  readonly command?: string;
}

function launch(shape: Shape, moved: string): string {
  return `    - name: Start  # async-fix: verify
      ansible.builtin.shell: ${shape.command ?? '"{{ job }}"'}
      async: 15
      poll: 0
      register: built
      when: wanted | default(true) | bool
${shape.launch ?? ""}${moved}`;
}

const MEANWHILE = `    - name: Meanwhile
      ansible.builtin.debug:
        msg: working
`;

function status(more: string): string {
  return `    - name: Wait for Start
      ansible.builtin.async_status:
        jid: "{{ built.ansible_job_id }}"
      register: built_result
      until: built_result is finished
      retries: 40
      delay: 1
      when: built.ansible_job_id is defined
${more}`;
}

function inPlay(shape: Shape): Case {
  const head = "  tasks:\n";
  const tail = shape.handlers ?? "";
  const before = play(head + launch(shape, shape.moved ?? "") + MEANWHILE + tail);
  const after = play(
    head + launch(shape, "") + MEANWHILE + status((shape.status ?? "") + (shape.moved ?? "")) + tail,
  );
  return {
    transform: "verify-jobs",
    name: shape.name,
    args,
    files: { "site.yml": before, inventory: `${SCENARIOS}[all:vars]\ntoken=TOPSECRET\n` },
    byHand: { "site.yml": after },
    runs: shape.runs ?? [{ name: "run", before: LOST, after: SEEN }],
    ...shape.more,
  };
}

/** The five scenarios, each in one shape of task. */
const SHAPES: readonly Shape[] = [
  { name: "plain" },
  {
    name: "check mode",
    runs: [
      // Before 2.17 check mode refuses async, with the fix as without it.
      {
        name: "refused",
        args: ["--check"],
        until: "2.16",
        before: verdicts({
          success: "failed at Start",
          rc3: "failed at Start",
          timeout: "failed at Start",
          undefined: "failed at Start",
        }),
        after: verdicts({
          success: "failed at Start",
          rc3: "failed at Start",
          timeout: "failed at Start",
          undefined: "failed at Start",
        }),
      },
      { name: "honoured", args: ["--check"], since: "2.18", before: LOST, after: LOST },
    ],
  },
  {
    name: "tags select both tasks",
    launch: "      tags: [job]\n",
    status: "      tags: [job]\n",
    runs: [
      { name: "selected", args: ["--tags", "job"], before: LOST, after: SEEN },
      { name: "skipped", args: ["--skip-tags", "job"], before: verdicts({}), after: verdicts({}) },
    ],
  },
  {
    name: "ignore_errors",
    launch: "      ignore_errors: true\n",
    status: "      ignore_errors: true\n",
    runs: [
      {
        name: "run",
        before: verdicts({ undefined: "ignored" }),
        after: verdicts({ rc3: "ignored", timeout: "ignored", undefined: "ignored" }),
      },
    ],
  },
  {
    name: "changed_when and failed_when move",
    // What the fix makes of them is in movedConditions.
    moved: "      changed_when: built.stdout == 'x'\n      failed_when: built.rc not in [0, 3]\n",
    runs: [
      {
        name: "run",
        before: verdicts({
          success: "failed at Start",
          rc3: "failed at Start",
          timeout: "failed at Start",
          undefined: "failed at Start",
        }),
        after: verdicts({ timeout: "failed at async_status", undefined: "failed at Start" }),
      },
    ],
  },
  {
    name: "notify moves",
    moved: "      notify: Restart\n",
    handlers: `  handlers:
    - name: Restart
      ansible.builtin.debug:
        msg: restarted
`,
  },
  {
    name: "no_log",
    command: '"{{ job }} # {{ token }}"',
    launch: "      no_log: true\n",
    status: "      no_log: true\n",
    more: { secret: "TOPSECRET" },
  },
  {
    name: "ansible_async_dir",
    launch: '      vars:\n        ansible_async_dir: "{{ async_fix_jobs }}/deep"\n',
    status: '      vars:\n        ansible_async_dir: "{{ async_fix_jobs }}/deep"\n',
  },
  {
    name: "become_user",
    launch: "      become: true\n      become_user: asyncfix\n",
    status: "      become: true\n      become_user: asyncfix\n",
    more: { needsUser: true, ownAsyncDir: true },
  },
];

export const VERIFY_JOBS_IN_PLAY: readonly Case[] = SHAPES.map((shape) =>
  shape.name === "changed_when and failed_when move" ? movedConditions(inPlay(shape)) : inPlay(shape),
);

/**
 * Conditions that move read the status task's register. `failed_when: x is finished and …` would be a trap:
 * when retries run out with the job still running it says "not failed", and overrules the failure
 * (lib/ansible/executor/task_result.py, is_failed: failed_when_result wins). Measured on 2.14.18 to 2.19.14.
 */
function movedConditions(subject: Case): Case {
  const text = subject.byHand?.["site.yml"] ?? "";
  const moved = text
    .replace("changed_when: built.stdout", "changed_when: built_result is finished and built_result.stdout")
    .replace("failed_when: built.rc", "failed_when: built_result is not finished or built_result.rc");
  return { ...subject, byHand: { "site.yml": moved } };
}
