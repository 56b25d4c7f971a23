import type { Case, Run, Verdicts } from "../case.js";
import { localPlay, play, SCENARIOS, verdicts } from "./scenarios.js";

/** repair-status and finished-test: status tasks that are there already. */
const OK: Verdicts = { localhost: "ok" };
const FAILS: Verdicts = { localhost: "failed at async_status" };
const repair = {
  transform: "repair-status",
  args: ["-t", "repair-status"],
};
const cured: Run = { name: "run", before: FAILS, after: OK };

function site(launch: string, status: string): string {
  return localPlay(`  tasks:
    - name: Start
      ansible.builtin.shell: sleep 8; echo built
      async: 30
${launch}      register: built
    - name: Check
      ansible.builtin.async_status:
        jid: "{{ built.ansible_job_id }}"
      register: result
${status}    - name: Later
      ansible.builtin.debug:
        msg: "{{ result.stdout | default('unknown') }}"
`);
}

const LAUNCH = "      poll: 0\n";
const GOOD = "      until: result is finished\n      retries: 30\n      delay: 1\n";
const files = (launch: string, status: string): Case["files"] => ({ "site.yml": site(launch, status) });

const USER = "      become: true\n      become_user: asyncfix\n";
const DIRECTORY = '      vars:\n        ansible_async_dir: "{{ async_fix_jobs }}/deep"\n';

const REPAIR: readonly Case[] = [
  {
    ...repair,
    name: "budget below async",
    files: files(LAUNCH, GOOD.replace("30", "1")),
    byHand: files(LAUNCH, GOOD),
    runs: [cured],
  },
  {
    ...repair,
    name: "budget that adds to a variable",
    files: {
      ...files(LAUNCH, GOOD.replace("30", '"{{ looks + 1 }}"')),
      "host_vars/localhost.yml": "---\nlooks: 2\n",
    },
    byHand: files(LAUNCH, GOOD.replace("30", '"{{ looks + 28 }}"')),
    runs: [cured],
  },
  {
    // Without until the task looks once and goes on: nothing fails, and what is read later is wrong.
    ...repair,
    name: "no until",
    files: files(LAUNCH, ""),
    byHand: files(LAUNCH, GOOD),
    runs: [{ name: "run", before: OK, after: OK, says: { localhost: ['Later: "built"'] } }],
  },
  {
    ...repair,
    name: "until reads the launch",
    files: files(LAUNCH, GOOD.replace("result is", "built is").replace("30", "2")),
    byHand: files(LAUNCH, GOOD),
    runs: [cured],
  },
  {
    // No defect as long as there is an until: a condition that can't be evaluated fails that attempt only,
    // and the next one comes. Measured on 2.14.18 to 2.19.14.
    ...repair,
    name: "failed_when reads rc before the job is finished",
    files: files(LAUNCH, `${GOOD}      failed_when: result.rc != 0\n`),
    byHand: files(LAUNCH, `${GOOD}      failed_when: result is not finished or result.rc != 0\n`),
    runs: [{ name: "run", before: OK, after: OK }],
  },
  {
    ...repair,
    name: "status as another user",
    files: files(LAUNCH + USER, GOOD.replace("30", "3")),
    byHand: files(LAUNCH + USER, GOOD + USER),
    runs: [cured],
    needsUser: true,
    ownAsyncDir: true,
  },
  {
    ...repair,
    name: "status in another ansible_async_dir",
    files: files(LAUNCH + DIRECTORY, GOOD.replace("30", "3")),
    byHand: files(LAUNCH + DIRECTORY, GOOD + DIRECTORY),
    runs: [cured],
  },
  {
    ...repair,
    name: "status after a polled task",
    files: files("      poll: 1\n", GOOD.replace("30", "3")),
    byHand: files(LAUNCH, GOOD),
    runs: [{ ...cured, jobFiles: [0, 1] }],
  },
];

const ALL_FORMS = `      until: result.finished
      retries: 30
      delay: 1
      failed_when: not result.finished
`;
const ALL_FORMS_FIXED = ALL_FORMS.replace("result.finished", "result is finished").replace(
  "not result.finished",
  "result is not finished",
);

/**
 * ansible-core 2.19 made `finished` and `started` booleans (lib/ansible/plugins/action/async_status.py),
 * so the old forms run there too: measured on 2.19.0, 2.19.1, 2.19.14, 2.20.10 and 2.21.5.
 */
const FINISHED: readonly Case[] = [
  {
    transform: "finished-test",
    name: "until and failed_when",
    args: ["-t", "finished-test"],
    files: files(LAUNCH, ALL_FORMS),
    byHand: files(LAUNCH, ALL_FORMS_FIXED),
    runs: [{ name: "run", before: OK, after: OK }],
  },
];

function splitSite(split: boolean): string {
  const wait = `    - name: Wait for Build
      ansible.builtin.async_status:
        jid: "{{ build_job.ansible_job_id }}"
      register: build
      until: build is finished
      retries: 40
      delay: 1
      when: build_job.ansible_job_id is defined
`;
  return play(`  tasks:
    - name: Build
      ansible.builtin.shell: "{{ job }}"
      async: 15
      poll: ${split ? 0 : 1}
      register: ${split ? "build_job" : "build"}
      when: wanted | default(true) | bool
${split ? wait : ""}    - name: Later
      ansible.builtin.debug:
        msg: "{{ build.rc | default('none') }}"
`);
}

const SPLIT: readonly Case[] = [
  {
    transform: "split-polled",
    name: "plain",
    args: ["-t", "split-polled"],
    files: { "site.yml": splitSite(false), inventory: SCENARIOS },
    byHand: { "site.yml": splitSite(true) },
    runs: [
      {
        name: "run",
        before: verdicts({
          rc3: "failed at Build",
          timeout: "failed at Build",
          undefined: "failed at Build",
        }),
        after: verdicts({
          rc3: "failed at async_status",
          timeout: "failed at async_status",
          undefined: "failed at Build",
        }),
        // Ansible removes a polled job's file (before 2.18 a killed job's watcher may write it again); a split
        // job's file stays.
        jobFiles: "any",
      },
    ],
  },
];

export const STATUS: readonly Case[] = [...REPAIR, ...FINISHED, ...SPLIT];
