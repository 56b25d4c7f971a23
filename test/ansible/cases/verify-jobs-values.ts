import type { Case, Run, Verdicts } from "../case.js";
import { localPlay, play, SCENARIOS, verdicts } from "./scenarios.js";

/** verify-jobs where something reads what the job leaves, or where the job is found by more than its name. */
const SHARED = { transform: "verify-jobs", args: ["-t", "verify-jobs"] } as const;

const LAUNCH = `    - name: Start  # async-fix: verify
      ansible.builtin.shell: "{{ job }}"
      async: 15
      poll: 0
      register: built
      when: wanted | default(true) | bool
`;

function later(message: string): string {
  return `    - name: Later
      ansible.builtin.debug:
        msg: "${message}"
`;
}

const LOST = verdicts({ undefined: "failed at Start" });
const SEEN = verdicts({
  rc3: "failed at async_status",
  timeout: "failed at async_status",
  undefined: "failed at Start",
});

function scenarios(name: string, tasks: string, run: Omit<Run, "name">): Case {
  return {
    ...SHARED,
    name,
    files: { "site.yml": play(`  tasks:\n${tasks}`), inventory: SCENARIOS },
    runs: [{ name: "run", ...run }],
  };
}

const READERS: readonly Case[] = [
  scenarios("a later task reads rc", LAUNCH + later("rc {{ built.rc | default('none') }}"), {
    before: LOST,
    after: SEEN,
    // Before the fix there is none: the launch has no rc.
    says: { success: ['Later: "rc 0"'] },
  }),
  scenarios(
    "a later task asks whether it failed",
    `${LAUNCH}      ignore_errors: true\n${later("{{ 'bad' if built is failed else 'good' }}")}`,
    {
      before: verdicts({ undefined: "ignored" }),
      after: verdicts({ rc3: "ignored", timeout: "ignored", undefined: "ignored" }),
      says: { rc3: ['Later: "bad"'], timeout: ['Later: "bad"'] },
    },
  ),
  scenarios(
    "conditions as a list, with variables of the launch",
    `${LAUNCH}      changed_when:
        - built.rc == 0
        - built.stdout == ''
      failed_when: built.rc not in accepted
      vars:
        accepted: [0, 3]
${later("{{ 'new' if built is changed else 'old' }}")}`,
    {
      // The launch's result has no rc: reading it fails the launch.
      before: verdicts({
        success: "failed at Start",
        rc3: "failed at Start",
        timeout: "failed at Start",
        undefined: "failed at Start",
      }),
      after: verdicts({ timeout: "failed at async_status", undefined: "failed at Start" }),
      says: { success: ['Later: "new"'], rc3: ['Later: "old"'] },
    },
  ),
  scenarios(
    "environment",
    LAUNCH.replace('"{{ job }}"', '"test $GREETING = hello || exit 9; {{ job }}"').concat(
      "      environment:\n        GREETING: hello\n",
    ),
    { before: LOST, after: SEEN },
  ),
  scenarios(
    "two jobs at the end of a list",
    `${LAUNCH}${LAUNCH.replaceAll("Start", "Start again").replace("register: built", "register: built_again")}`,
    { before: LOST, after: SEEN },
  ),
  scenarios(
    "the job file is removed later",
    `${LAUNCH}    - name: Clean up
      ansible.builtin.async_status:
        jid: "{{ built.ansible_job_id }}"
        mode: cleanup
      when: built.ansible_job_id is defined
`,
    // The job writes its file anew when it ends after the clean-up.
    { before: LOST, after: SEEN, jobFiles: "any" },
  ),
];

const START = LAUNCH.replaceAll(/^ {4}/gm, "");

const OTHER_FILES: readonly Case[] = [
  {
    ...SHARED,
    name: "in a file that is included twice",
    files: {
      "site.yml": play(`  tasks:
    - name: Run it
      ansible.builtin.include_tasks: tasks/start.yml
      loop: [1, 2]
      loop_control:
        loop_var: async_job
`),
      "tasks/start.yml": `---\n${START}`,
      inventory: SCENARIOS,
    },
    // A failure is now seen in the first round: there is no second one, and no job of it.
    runs: [{ name: "run", before: LOST, after: SEEN, jobFiles: "any" }],
  },
  {
    ...SHARED,
    name: "waited for in another file",
    files: {
      "site.yml": play(`  tasks:
    - name: Start it
      ansible.builtin.include_tasks: tasks/start.yml
    - name: Wait for it
      ansible.builtin.include_tasks: tasks/wait.yml
`),
      "tasks/start.yml": `---\n${START}`,
      "tasks/wait.yml": `---
- name: Wait
  ansible.builtin.async_status:
    jid: "{{ built.ansible_job_id }}"
  register: result
  until: result is finished
  retries: 40
  delay: 1
  when: built.ansible_job_id is defined
`,
      inventory: SCENARIOS,
    },
    runs: [{ name: "run", before: SEEN, after: SEEN }],
  },
  {
    ...SHARED,
    name: "read in another file: left as it is",
    files: {
      "site.yml": play(`  tasks:
    - name: Start it
      ansible.builtin.include_tasks: tasks/start.yml
    - name: Read it
      ansible.builtin.include_tasks: tasks/read.yml
`),
      "tasks/start.yml": `---\n${START}`,
      "tasks/read.yml": `---\n${later("{{ built.rc | default('none') }}").replaceAll(/^ {4}/gm, "")}`,
      inventory: SCENARIOS,
    },
    runs: [{ name: "run", before: LOST, after: LOST }],
  },
];

/** Each host has job files of its own, so that a status task on the wrong host finds none. */
const OWN_FOLDERS = `localhost
h1 ansible_async_dir="{{ async_fix_jobs }}/h1"
h2 ansible_async_dir="{{ async_fix_jobs }}/h2"
`;
const OK: Verdicts = { localhost: "ok" };
const FAILED: Verdicts = { localhost: "failed at async_status" };
const okOrNot: readonly Run[] = [
  { name: "success", args: ["-e", "job='exit 0'"], before: OK, after: OK },
  { name: "rc3", args: ["-e", "job='exit 3'"], before: OK, after: FAILED },
];

const HOSTS: readonly Case[] = [
  {
    ...SHARED,
    name: "loop with delegate_to its item",
    files: {
      "site.yml": localPlay(`  tasks:
    - name: Start on {{ machine.name }}  # async-fix: verify
      ansible.builtin.shell: "{{ job }}"
      async: 15
      poll: 0
      register: built
      changed_when: built is finished and machine.name != 'h1'
      failed_when: built.rc | default(0) != 0 and machine.name != 'h1'
      loop: [{name: h1}, {name: h2}]
      loop_control:
        loop_var: machine
      delegate_to: "{{ machine.name }}"
`),
      inventory: OWN_FOLDERS,
    },
    runs: okOrNot,
  },
  {
    ...SHARED,
    name: "local_action",
    files: {
      "site.yml": play(`  tasks:
    - name: Start  # async-fix: verify
      local_action: ansible.builtin.shell {{ job }}
      async: 15
      poll: 0
`).replace("hosts: all", "hosts: h1"),
      inventory: OWN_FOLDERS,
    },
    runs: [
      { name: "success", args: ["-e", "job='exit 0'"], before: { h1: "ok" }, after: { h1: "ok" } },
      {
        name: "rc3",
        args: ["-e", "job='exit 3'"],
        before: { h1: "ok" },
        after: { h1: "failed at async_status" },
      },
    ],
  },
];

export const VERIFY_JOBS_VALUES: readonly Case[] = [...READERS, ...OTHER_FILES, ...HOSTS];
