import type { Case, Verdict } from "../case.js";
import { localPlay } from "./scenarios.js";

/** Needs /bin/sh to be dash, as on Debian: there the script fails before the fix. */
function needsBash(name: string, tasks: string, before: Verdict): Case {
  return {
    transform: "bash-for-bashisms",
    name,
    args: ["-t", "bash-for-bashisms"],
    files: { "site.yml": localPlay(`  tasks:\n${tasks}`) },
    runs: [{ name: "run", before: { localhost: before }, after: { localhost: "ok" }, jobFiles: "any" }],
  };
}

const FORMS = `    - name: Free form
      ansible.builtin.shell: |
        set -o pipefail
        [[ "$PWD" == / ]] && cat <(echo free) <<< x
      args:
        chdir: /
      async: 30
      poll: 1
      register: free
    - name: Mapping
      ansible.builtin.shell:
        cmd: |
          words=(a b)
          echo "\${words[1]}"
        chdir: /
      async: 30
      poll: 1
    - name: Key and value
      ansible.builtin.shell: echo {a..c} "$PWD" | grep -qx 'a b c /' chdir=/
      async: 30
      poll: 1
    - name: Action
      action: shell [[ $PWD == / ]] chdir=/
      async: 30
      poll: 1
    - name: Action with a mapping
      action:
        module: ansible.builtin.shell
        cmd: "source /dev/null"
      async: 30
      poll: 1
    - name: Local action
      local_action: shell source /dev/null
      async: 30
      poll: 1
    - {name: Flow style, shell: 'source /dev/null', async: 30, poll: 1}
    - {name: Flow style with options, shell: '[[ $PWD == / ]]', args: {chdir: /}, async: 30, poll: 1}
    - name: Later
      ansible.builtin.debug:
        msg: "{{ free.stdout }}"
`;

const FORGOTTEN = `    - name: Start
      ansible.builtin.shell: |
        set -o pipefail
        true | true
      async: 30
      poll: 0
      register: started
    - name: Wait
      ansible.builtin.async_status:
        jid: "{{ started.ansible_job_id }}"
      register: waited
      until: waited is finished
      retries: 30
      delay: 1
`;

export const BASH_FOR_BASHISMS: readonly Case[] = [
  needsBash("every form of a task", FORMS, "failed at Free form"),
  needsBash("fire and forget", FORGOTTEN, "failed at async_status"),
];
