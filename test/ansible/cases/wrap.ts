import { ASYNC_ROLE_FILES } from "../../../src/transform/async-role.js";
import type { Case, Run, Verdict, Verdicts } from "../case.js";
import { play, SCENARIOS, verdicts } from "./scenarios.js";

/** wrap-in-role and wrap-in-block: the same tasks, and what must come of each. */
type Wrapper = "wrap-in-role" | "wrap-in-block";

/** Where a run ends when the job fails, and when it can't even start. */
const FAILS: Readonly<Record<Wrapper, { readonly job: Verdict; readonly start: Verdict }>> = {
  "wrap-in-role": {
    job: "failed at async_task : Fail as the command did",
    start:
      "failed at async_task : Validating arguments against arg spec 'main' - Runs a command asynchronously, waits for it and fails when it fails",
  },
  "wrap-in-block": { job: "failed at Say why and fail - Start", start: "failed at Say why and fail - Start" },
};

const BEFORE: Verdicts = verdicts({
  rc3: "failed at Start",
  timeout: "failed at Start",
  undefined: "failed at Start",
});

function after(wrapper: Wrapper): Verdicts {
  const { job, start } = FAILS[wrapper];
  return verdicts({ rc3: job, timeout: job, undefined: start });
}

interface Shape {
  readonly name: string;
  /** The task's keys beside the usual, each a whole line. */
  readonly keys?: string;
  readonly command?: string;
  /** What the task behind it prints. */
  readonly shows?: string;
  readonly behind?: string;
  readonly runs?: (wrapper: Wrapper) => readonly Run[];
  readonly more?: Partial<Case>;
  readonly only?: Wrapper;
  readonly inventory?: string;
}

const DEFAULT_SHOWS =
  "{{ built is skipped }} {{ built.rc | default('none') }} {{ built is changed }} {{ built is failed }} {{ built.stdout | default('') }}";

function task({ keys, command, shows, behind }: Shape): string {
  return `    - name: Start
      ansible.builtin.shell: ${command ?? '"{{ job }}"'}
      async: 15  # as long as it may take
      poll: 1
      register: built
      when: wanted | default(true) | bool
${keys ?? ""}    - name: Show
      ansible.builtin.debug:
        msg: "${shows ?? DEFAULT_SHOWS}"
${behind ?? ""}`;
}

function usual(wrapper: Wrapper): readonly Run[] {
  return [{ name: "run", before: BEFORE, after: after(wrapper), otherTasks: true, jobFiles: "any" }];
}

function caseOf(wrapper: Wrapper, shape: Shape): Case {
  return {
    transform: wrapper,
    name: shape.name,
    args: ["-t", wrapper],
    files: {
      "site.yml": play(`  tasks:\n${task(shape)}`),
      inventory: shape.inventory ?? `${SCENARIOS}[all:vars]\ntoken=TOPSECRET\n`,
    },
    runs: (shape.runs ?? usual)(wrapper),
    ...shape.more,
  };
}

const THREE_HOSTS = "h1\nh2\nh3\n";
const ALL_OK: Verdicts = { h1: "ok", h2: "ok", h3: "ok" };

function alike(name: string, ends: Verdicts, more: Partial<Run> = {}): Run {
  return { name, before: ends, after: ends, otherTasks: true, ...more };
}

const SHAPES: readonly Shape[] = [
  { name: "plain" },
  {
    name: "ignore_errors, result not read",
    keys: "      ignore_errors: true\n",
    shows: "went on",
    runs: (wrapper) => [
      {
        name: "run",
        before: verdicts({ rc3: "ignored", timeout: "ignored", undefined: "ignored" }),
        after:
          wrapper === "wrap-in-block"
            ? verdicts({ rc3: "ignored", timeout: "ignored", undefined: "ignored" })
            : verdicts({ rc3: "rescued", timeout: "rescued", undefined: FAILS[wrapper].start }),
        otherTasks: true,
        jobFiles: "any",
      },
    ],
  },
  {
    name: "ignore_errors, result read",
    only: "wrap-in-block",
    keys: "      ignore_errors: true\n",
    runs: () => [
      alike("run", verdicts({ rc3: "ignored", timeout: "ignored", undefined: "ignored" }), {
        jobFiles: "any",
      }),
    ],
  },
  {
    name: "failed_when and changed_when read the result",
    only: "wrap-in-block",
    keys: "      failed_when: built.rc not in [0, 3]\n      changed_when: \"'x' in built.stdout\"\n",
    runs: () => [
      {
        name: "run",
        before: verdicts({ timeout: "failed at Start", undefined: "failed at Start" }),
        after: verdicts({
          timeout: FAILS["wrap-in-block"].job,
          undefined: FAILS["wrap-in-block"].start,
        }),
        otherTasks: true,
        jobFiles: "any",
      },
    ],
  },
  {
    name: "failed_when false",
    keys: "      failed_when: false\n",
    shows: "rc {{ built.rc | default('none') }}",
    runs: (wrapper) => [
      {
        name: "run",
        before: verdicts({ undefined: "failed at Start" }),
        after:
          wrapper === "wrap-in-block"
            ? verdicts({ undefined: "failed at Start job - Start" })
            : verdicts({ rc3: "rescued", timeout: "rescued", undefined: FAILS[wrapper].start }),
        says: { rc3: ['Show: "rc 3"'], timeout: ['Show: "rc none"'] },
        otherTasks: true,
        jobFiles: "any",
      },
    ],
  },
  {
    name: "notify",
    only: "wrap-in-block",
    keys: "      notify: Restart\n",
    behind: "  handlers:\n    - name: Restart\n      ansible.builtin.debug:\n        msg: restarted\n",
  },
  {
    name: "tags",
    keys: "      tags: [job]\n",
    shows: "went on",
    runs: (wrapper) => [
      {
        name: "selected",
        args: ["--tags", "job"],
        before: BEFORE,
        after: after(wrapper),
        otherTasks: true,
        jobFiles: "any",
      },
      alike("skipped", verdicts({}), { args: ["--skip-tags", "job"] }),
    ],
  },
  {
    name: "no_log",
    command: '"{{ job }} # {{ token }}"',
    keys: "      no_log: true\n",
    more: { secret: "TOPSECRET" },
  },
  {
    name: "ansible_async_dir",
    keys: '      vars:\n        ansible_async_dir: "{{ async_fix_jobs }}/deep"\n',
  },
  {
    name: "become_user",
    command: '"{{ job }}; id -un"',
    keys: "      become: true\n      become_user: asyncfix\n",
    more: { needsUser: true, ownAsyncDir: true },
  },
  {
    name: "check mode",
    shows: "went on",
    runs: (wrapper) => {
      const refused = verdicts({
        success: "failed at Start",
        rc3: "failed at Start",
        timeout: "failed at Start",
        undefined: "failed at Start",
      });
      const { job, start } = FAILS[wrapper];
      return [
        {
          name: "refused before 2.17",
          args: ["--check"],
          until: "2.16",
          before: refused,
          after: verdicts({ success: job, rc3: job, timeout: job, undefined: start }),
          otherTasks: true,
        },
        {
          name: "honoured",
          args: ["--check"],
          since: "2.18",
          before: verdicts({ undefined: "failed at Start" }),
          after: verdicts({ undefined: start }),
          otherTasks: true,
        },
      ];
    },
  },
  {
    name: "async is 0 in check mode",
    keys: "",
    shows: "went on",
    more: {
      files: {
        "site.yml": play(`  tasks:
    - name: Start
      ansible.builtin.command: "true"
      async: "{{ ansible_check_mode | ternary(0, 15) }}"
      poll: "{{ ansible_check_mode | ternary(0, 1) }}"
`),
        inventory: THREE_HOSTS,
      },
    },
    runs: () => [alike("check", ALL_OK, { args: ["--check"] }), alike("run", ALL_OK)],
  },
  {
    name: "creates, chdir, environment and executable",
    more: {
      files: {
        "site.yml": play(`  tasks:
    - name: Start
      ansible.builtin.shell: |
        [[ -n "$WHAT" ]] && echo "$WHAT in $PWD" # no comment of YAML
        echo again
      args:
        executable: /bin/bash
        chdir: /usr
        creates: "{{ there | default('/nonexistent') }}"
      environment:
        WHAT: this
      async: 15
      poll: 1
      register: built
    - name: Show
      ansible.builtin.debug:
        msg: "{{ built.stdout }} {{ built.rc | default('none') }} {{ built is changed }}"
`),
        inventory: "h1\nh2 there=/usr\nh3\n",
      },
    },
    runs: () => [alike("run", ALL_OK)],
  },
  {
    name: "argv and templates in the output",
    more: {
      files: {
        "site.yml": play(`  tasks:
    - name: Start
      ansible.builtin.command:
        argv:
          - printf
          - "%s|%s"
          - a  b
          - !unsafe "{{ 7 * 7 }}"
      async: 15
      poll: 1
      register: built
    - name: Show
      ansible.builtin.debug:
        msg: "{{ built.stdout }} {{ built.cmd }}"
`),
        inventory: THREE_HOSTS,
      },
    },
    runs: () => [alike("run", ALL_OK)],
  },
  {
    name: "own vars, templated ignore_errors",
    more: {
      files: {
        "site.yml": play(`  tasks:
    - name: Start
      ansible.builtin.shell: echo {{ word }}; exit {{ code | default(0) }}
      async: 15
      poll: 1
      vars:
        word: "{{ inventory_hostname }}"
      ignore_errors: "{{ lenient | default(false) }}"
    - name: Show
      ansible.builtin.debug:
        msg: went on
`),
        inventory: "h1\nh2 code=4 lenient=true\nh3 code=4\n",
      },
    },
    runs: (wrapper) => [
      {
        name: "run",
        before: { h1: "ok", h2: "ignored", h3: "failed at Start" },
        after: {
          h1: "ok",
          h2: wrapper === "wrap-in-role" ? "rescued" : "ignored",
          h3: FAILS[wrapper].job,
        },
        says: { h1: ['Show: "went on"'], h2: ['Show: "went on"'], h3: [] },
        otherTasks: true,
      },
    ],
  },
  {
    name: "run_once and delegate_to",
    more: {
      files: {
        "site.yml": play(`  tasks:
    - name: Before
      ansible.builtin.debug:
        msg: here
    - name: Start
      ansible.builtin.command: sh -c 'exit {{ code | default(0) }}'
      async: 15
      poll: 1
      register: built
      run_once: true
      delegate_to: h2
    - name: Show
      ansible.builtin.debug:
        msg: "{{ built.rc }}"
`),
        inventory: THREE_HOSTS,
      },
    },
    runs: (wrapper) => [
      alike("success", ALL_OK),
      {
        name: "failure",
        args: ["-e", "code=4"],
        before: { ...ALL_OK, h1: "failed at Start" },
        after: { ...ALL_OK, h1: FAILS[wrapper].job },
        // All hosts stop there, as they did.
        says: { h1: ['Before: "here"'], h2: ['Before: "here"'], h3: ['Before: "here"'] },
        otherTasks: true,
      },
    ],
  },
  {
    name: "in a role and a block, rescued",
    more: {
      files: {
        "site.yml": play("  become: false\n  roles:\n    - role: outer\n      tags: [all_of_it]\n"),
        "roles/outer/defaults/main.yml": "---\nouter_word: from_defaults\n",
        "roles/outer/vars/main.yml": "---\nouter_other: from_vars\n",
        "roles/outer/tasks/main.yml": `---
- name: Guarded
  environment:
    AROUND: around
  vars:
    near: nearby
  tags: [inner]
  block:
    - name: Start
      ansible.builtin.shell: echo {{ outer_word }} {{ outer_other }} {{ near }} $AROUND; exit {{ code | default(0) }}
      async: 15
      poll: 1
      register: outer_built
  rescue:
    - name: Given up
      ansible.builtin.debug:
        msg: given up
  always:
    - name: Show
      ansible.builtin.debug:
        msg: "{{ outer_built.stdout }} {{ outer_built.rc }}"
`,
        inventory: "h1\nh2 code=4\nh3\n",
      },
    },
    runs: () => {
      const ends: Verdicts = { h1: "ok", h2: "rescued", h3: "ok" };
      return [
        alike("run", ends),
        alike("by the role's tag", ends, { args: ["--tags", "all_of_it"] }),
        alike("by the block's tag", ends, { args: ["--tags", "inner"] }),
      ];
    },
  },
  {
    name: "another module",
    only: "wrap-in-block",
    more: {
      files: {
        "site.yml": play(`  tasks:
    - name: Start
      ansible.builtin.file:
        path: "{{ where }}"
        state: directory
      async: 15
      poll: 1
      register: built
    - name: Show
      ansible.builtin.debug:
        msg: "{{ built.state }}"
`),
        inventory: "h1 where=/tmp\nh2 where=/etc/passwd\nh3 where=/tmp\n",
      },
    },
    runs: (wrapper) => [
      {
        name: "run",
        before: { ...ALL_OK, h2: "failed at Start" },
        after: { ...ALL_OK, h2: FAILS[wrapper].job },
        otherTasks: true,
      },
    ],
  },
  {
    name: "fire-and-forget, --place after",
    more: {
      args: [],
      files: {
        "site.yml": play(`  tasks:
    - name: Start  # async-fix: verify
      ansible.builtin.command: sh -c 'exit {{ code | default(0) }}'
      async: 15
      poll: 0
`),
        inventory: "h1\nh2 code=4\nh3\n",
      },
    },
    runs: (wrapper) => [
      {
        name: "run",
        before: ALL_OK,
        after: { ...ALL_OK, h2: FAILS[wrapper].job },
        jobFiles: [3, 0],
        otherTasks: true,
      },
    ],
  },
];

function withArguments(subject: Case): Case {
  return subject.args.length > 0
    ? subject
    : { ...subject, args: ["-t", subject.transform, "--place", "after"] };
}

const ROLE = Object.fromEntries(ASYNC_ROLE_FILES.map(({ path, text }) => [`roles/async_task/${path}`, text]));

/** Calls of the role by hand. */
const CALLS: Case = {
  transform: "wrap-in-role",
  name: "the role's arguments are checked",
  args: ["-t", "wrap-in-role"],
  files: {
    ...ROLE,
    "site.yml": play(`  tasks:
    - name: Call
      ansible.builtin.include_role:
        name: async_task
      vars:
        async_task_timeout: "{{ time }}"
`),
    inventory: "missing time=15\nwrong time=soon async_task_cmd=true\nright time=15 async_task_cmd=true\n",
  },
  runs: [
    alike("run", {
      missing: FAILS["wrap-in-role"].start,
      wrong: FAILS["wrap-in-role"].start,
      right: "ok",
    }),
  ],
};

/** The role that the mission prints, word for word: it hides every failure, and "rescues" what succeeded. */
const MISSION: Case = {
  transform: "wrap-in-role",
  name: "the mission's own role passes green",
  args: ["-t", "wrap-in-role"],
  files: {
    "roles/mission/tasks/main.yml": `---
- name: Run async task safely
  block:
    - name: Execute async command
      ansible.builtin.command:
        cmd: "{{ async_cmd }}"
      async: "{{ async_timeout | default(1800) }}"
      poll: "{{ async_poll | default(15) }}"
      register: async_result
    - name: Verify task completed
      ansible.builtin.async_status:
        jid: "{{ async_result.ansible_job_id }}"
      register: job_status
      until: job_status.finished
      retries: "{{ (async_timeout | default(1800)) // 60 }}"
      delay: 60
  rescue:
    - name: Log async failure
      ansible.builtin.debug:
        msg: "Async task failed"
`,
    "site.yml": play(`  tasks:
    - name: The mission's
      ansible.builtin.include_role:
        name: mission
      vars:
        async_cmd: sh -c 'exit {{ code }}'
        async_poll: 1
`),
    inventory: "fails code=4\nsucceeds code=0\n",
  },
  runs: [alike("run", { fails: "rescued", succeeds: "rescued" })],
};

const WRAPPERS: readonly Wrapper[] = ["wrap-in-role", "wrap-in-block"];

export const WRAP: readonly Case[] = [
  ...WRAPPERS.flatMap((wrapper) =>
    SHAPES.filter(({ only }) => only === undefined || only === wrapper).map((shape) =>
      withArguments(caseOf(wrapper, shape)),
    ),
  ),
  CALLS,
  MISSION,
];
