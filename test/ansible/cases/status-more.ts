import type { Case, Verdicts } from "../case.js";
import { localPlay } from "./scenarios.js";

/** repair-status of whole patterns, finished-test form by form, and adopt-background. */
const OK: Verdicts = { localhost: "ok" };
const FAILS: Verdicts = { localhost: "failed at async_status" };

const JID = '"{{ jobs.results[0].ansible_job_id }}"';

/** @param status the module and its argument */
function firstItemOnly(status: string): string {
  return localPlay(`  tasks:
    - name: Start
      ansible.builtin.shell: "exit {{ item }}"
      async: 30
      poll: 0
      register: jobs
      loop: "{{ codes }}"
    - name: Wait for the first one
      ${status}
      register: result
      until: result is finished
      retries: 30
      delay: 1
`);
}

/** The mission's "Fix 4" with its indentation corrected and a command that is there. */
const fix4 = localPlay(`  tasks:
    - name: Start long task
      shell: sleep 1; echo saved
      args:
        executable: /bin/bash
      async: 3600
      poll: 10
      register: backup_job

    - name: Check job status
      async_status:
        jid: "{{ backup_job.ansible_job_id }}"
      register: job_result
      until: job_result.finished
      retries: 360
      delay: 10
      failed_when: job_result.rc != 0

    - name: Later
      ansible.builtin.debug:
        msg: "{{ job_result.stdout }}"
`);

/** The two ways to give async_status its argument. */
const ITEMS = [
  { name: "one item of a loop", status: `ansible.builtin.async_status:\n        jid: ${JID}` },
  { name: "one item of a loop, in one line", status: `async_status: jid=${JID}` },
].map(
  ({ name, status }): Case => ({
    transform: "repair-status",
    name,
    args: ["-t", "repair-status"],
    files: { "site.yml": firstItemOnly(status) },
    runs: [
      { name: "all succeed", args: ["-e", '{"codes": [0, 0]}'], before: OK, after: OK },
      { name: "the second one fails", args: ["-e", '{"codes": [0, 3]}'], before: OK, after: FAILS },
    ],
  }),
);

const REPAIR: readonly Case[] = [
  ...ITEMS,
  {
    transform: "repair-status",
    name: "the mission's Fix 4",
    args: [],
    files: { "site.yml": fix4 },
    runs: [
      { name: "run", before: FAILS, after: OK, says: { localhost: ['Later: "saved"'] }, jobFiles: [0, 1] },
    ],
  },
];

function waiting(until: string, more = ""): string {
  return localPlay(`  tasks:
    - name: Start
      ansible.builtin.shell: sleep 1; echo built
      async: 30
      poll: 0
      register: job
    - name: Wait
      ansible.builtin.async_status:
        jid: "{{ job.ansible_job_id }}"
      register: result
      until: ${until}
      retries: 30
      delay: 1
${more}`);
}

/** Each of these holds once the job is finished, and says so in the recap by what is skipped. */
const CONDITIONS = [
  "result.finished",
  "result.finished == 1",
  "result['finished']",
  "result.finished | bool",
  "result.finished is defined and result.finished",
  "not job.finished",
  "(job.started and not job.finished) or wanted is defined",
  "not (result.finished and result.rc != 0)",
];

const FINISHED: readonly Case[] = [
  {
    transform: "finished-test",
    name: "when, assert, lists, templates",
    args: ["-t", "finished-test"],
    files: {
      "site.yml": waiting(
        "result.finished",
        `${CONDITIONS.map(
          (condition) => `    - name: When ${condition}
      ansible.builtin.debug:
        msg: "{{ 'yes' if ${condition} else 'no' }} {{ (${condition}) | ternary('yes', 'no') }}"
      when: ${condition}
`,
        ).join("")}    - name: Assert
      ansible.builtin.assert:
        that:
${CONDITIONS.map((condition) => `          - ${condition}\n`).join("")}    - name: A list
      ansible.builtin.debug:
        msg: listed
      when:
        - result.finished
        - job.started
`,
      ),
    },
    runs: [{ name: "run", before: OK, after: OK }],
  },
  {
    transform: "finished-test",
    name: "a template in until",
    args: ["-t", "finished-test"],
    files: { "site.yml": waiting('"{{ result.finished }}"') },
    runs: [
      // The template gives 0 or 1, and a bare number was no condition.
      { name: "refused", until: "2.18", before: FAILS, after: OK },
      { name: "taken", since: "2.19", before: OK, after: OK },
    ],
  },
];

function background(command: string): string {
  return localPlay(`  tasks:
    - name: Start the backup  # async-fix: expected=3s
      ansible.builtin.shell: ${command}
      async: 15
      poll: 0
`);
}

const ADOPT: readonly Case[] = [
  "nohup sh -c 'sleep 1; {{ job }}' > /dev/null 2>&1 &",
  "sh -c '{{ job }}' &",
].map(
  (command, at): Case => ({
    transform: "adopt-background",
    name: at === 0 ? "nohup" : "a trailing &",
    args: ["-t", "adopt-background", "-t", "verify-jobs"],
    files: { "site.yml": background(`"${command}"`) },
    runs: [
      { name: "success", args: ["-e", "job='exit 0'"], before: OK, after: OK },
      { name: "rc3", args: ["-e", "job='exit 3'"], before: OK, after: FAILS },
    ],
  }),
);

export const STATUS_MORE: readonly Case[] = [...REPAIR, ...FINISHED, ...ADOPT];
