import type { Case, Run, Verdict } from "../case.js";
import { play, SCENARIOS, verdicts } from "./scenarios.js";

/** verify-jobs where the launch is not a plain task of a play: loops, blocks, handlers, roles, run_once. */
const SHARED = {
  transform: "verify-jobs",
  args: ["-t", "verify-jobs"],
} as const;

const STATUS_BODY = `ansible.builtin.async_status:
    jid: "{{ built.ansible_job_id }}"
  register: built_result
  until: built_result is finished
  retries: 40
  delay: 1
  when: built.ansible_job_id is defined
`;

function indent(text: string, by: number): string {
  return text.replaceAll(/^(?=.)/gm, " ".repeat(by));
}

const LAUNCH = `- name: Start  # async-fix: verify
  ansible.builtin.shell: "{{ job }}"
  async: 15
  poll: 0
  register: built
  when: wanted | default(true) | bool
`;
const WAIT = `- name: Wait for Start\n  ${STATUS_BODY}`;

const seen: Run = {
  name: "run",
  before: verdicts({ undefined: "failed at Start" }),
  after: verdicts({
    rc3: "failed at async_status",
    timeout: "failed at async_status",
    undefined: "failed at Start",
  }),
};

const LOOPED_WAIT = `- name: Wait for Start
  ansible.builtin.async_status:
    jid: "{{ built_item.ansible_job_id }}"
  register: built_result
  until: built_result is finished
  retries: 40
  delay: 1
  loop: "{{ built.results }}"
  loop_control:
    loop_var: built_item
    label: "{{ built_item.item }}"
  when: built_item.ansible_job_id is defined
`;

const loop: Case = {
  ...SHARED,
  name: "loop",
  files: { "site.yml": play(`  tasks:\n${indent(`${LAUNCH}  loop: [1, 2]\n`, 4)}`), inventory: SCENARIOS },
  byHand: { "site.yml": play(`  tasks:\n${indent(`${LAUNCH}  loop: [1, 2]\n${LOOPED_WAIT}`, 4)}`) },
  runs: [seen],
};

const emptyLoop: Case = {
  ...SHARED,
  name: "empty loop",
  files: { "site.yml": play(`  tasks:\n${indent(`${LAUNCH}  loop: []\n`, 4)}`), inventory: SCENARIOS },
  byHand: { "site.yml": play(`  tasks:\n${indent(`${LAUNCH}  loop: []\n${LOOPED_WAIT}`, 4)}`) },
  runs: [{ name: "run", before: verdicts({}), after: verdicts({}) }],
};

function blockSite(wait: string): string {
  return play(`  tasks:
    - name: Guarded
      block:
${indent(LAUNCH + wait, 8)}      rescue:
        - name: Given up
          ansible.builtin.debug:
            msg: given up
      always:
        - name: In any case
          ansible.builtin.debug:
            msg: done
`);
}

const block: Case = {
  ...SHARED,
  name: "block with rescue and always",
  files: { "site.yml": blockSite(""), inventory: SCENARIOS },
  byHand: { "site.yml": blockSite(WAIT) },
  runs: [
    {
      name: "run",
      before: verdicts({ undefined: "rescued" }),
      after: verdicts({ rc3: "rescued", timeout: "rescued", undefined: "rescued" }),
      says: { rc3: ['Given up: "given up"', 'In any case: "done"'] },
    },
  ],
};

function handlerSite(chain: string, wait: string): string {
  return play(`  tasks:
    - name: Change
      ansible.builtin.command: "true"
      changed_when: wanted | default(true) | bool
      notify: Start
  handlers:
${indent(LAUNCH + chain + wait, 4)}    - name: Last
      ansible.builtin.debug:
        msg: last
      listen: Start
`);
}

const handler: Case = {
  ...SHARED,
  name: "handler",
  files: { "site.yml": handlerSite("", ""), inventory: SCENARIOS },
  byHand: { "site.yml": handlerSite("  notify: Wait for Start\n", WAIT) },
  runs: [seen],
};

const role: Case = {
  ...SHARED,
  name: "include_role",
  files: {
    "site.yml": play(`  tasks:
    - name: Run the role
      ansible.builtin.include_role:
        name: builder
`),
    inventory: SCENARIOS,
    "roles/builder/tasks/main.yml": `---\n${LAUNCH}`,
  },
  byHand: { "roles/builder/tasks/main.yml": `---\n${LAUNCH + WAIT}` },
  runs: [
    {
      ...seen,
      before: verdicts({ undefined: "failed at builder : Start" }),
      after: { ...seen.after, undefined: "failed at builder : Start" },
    },
  ],
};

function onceSite(wait: string): string {
  const place = "  run_once: true\n  delegate_to: localhost\n";
  return play(`  tasks:
${indent(LAUNCH + place + (wait === "" ? "" : wait + place), 4)}    - name: Later
      ansible.builtin.debug:
        msg: later
`);
}

const everyHost = (verdict: Verdict): Run["before"] => ({
  localhost: verdict,
  h1: verdict,
  h2: verdict,
});

const once: Case = {
  ...SHARED,
  name: "run_once and delegate_to",
  files: { "site.yml": onceSite("") },
  byHand: { "site.yml": onceSite(WAIT) },
  runs: [
    { name: "success", args: ["-e", "job='exit 0'"], before: everyHost("ok"), after: everyHost("ok") },
    // A failed run_once task ends the play for all hosts; the others have run all that comes before it.
    {
      name: "rc3",
      args: ["-e", "job='exit 3'"],
      before: everyHost("ok"),
      after: { ...everyHost("ok"), localhost: "failed at async_status" },
    },
    {
      name: "skipped",
      args: ["-e", "job='exit 0'", "-e", "wanted=false"],
      before: everyHost("ok"),
      after: everyHost("ok"),
    },
  ],
};

export const VERIFY_JOBS_IN_PLACES: readonly Case[] = [loop, emptyLoop, block, handler, role, once];
