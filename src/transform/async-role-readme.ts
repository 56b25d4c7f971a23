/** The README of the role, for those who find it in their repository. */
export const README = `# async_task

Runs a command asynchronously, waits for it and fails when it fails. Written by async-fix (\`wrap-in-role\`).

\`\`\`yaml
- name: Migrate the database
  ansible.builtin.include_role:
    name: async_task
    apply:
      become: true
      become_user: app
  vars:
    async_task_cmd: /opt/app/migrate.sh
    async_task_timeout: 3600
    async_task_poll: 30
    async_task_register: migration
  register: migration
\`\`\`

| variable | default | |
| --- | --- | --- |
| \`async_task_cmd\` | | the command; this or the next is needed |
| \`async_task_argv\` | | the command as a list of words, not for a shell |
| \`async_task_shell\` | \`false\` | a shell runs it |
| \`async_task_executable\` | \`/bin/sh\` | the shell |
| \`async_task_chdir\` | | the folder in which it runs |
| \`async_task_creates\` | | it does not run where this file exists |
| \`async_task_removes\` | | it runs only where this file exists |
| \`async_task_stdin\` | | what it reads from standard input |
| \`async_task_environment\` | \`{}\` | its environment variables; not \`HOME\`, which would hide the job |
| \`async_task_timeout\` | \`1800\` | seconds after which it is killed; 0: it runs in the foreground |
| \`async_task_poll\` | \`15\` | seconds between two looks at it |
| \`async_task_register\` | | the variable that holds its result afterwards |
| \`async_task_ignore_errors\` | \`false\` | go on when it fails |
| \`async_task_no_log\` | \`false\` | keep the command and its output out of the log |

\`become\`, \`delegate_to\`, \`run_once\`, \`tags\` and the like go into \`apply\`: what stands at the include itself does
not reach the tasks of the role. \`register\` at the include is for one case only: where the include is skipped, it
says so under the name that \`async_task_register\` would have filled.

When the command fails, or is killed after \`async_task_timeout\`, the role reports the command, its rc, the last
lines of its output and its job file, and fails. A \`rescue\` around the include sees the failure. The job file is
removed in any case.

The command can't use \`role_name\` and \`role_path\` of the role that calls: inside they are this role's.

## Why the job is started with \`poll: 0\`

Ansible deletes the job file of a polled task when the job ends, so an \`async_status\` behind a polled task never
finds its job. And a \`rescue\` that only reports makes a failure a success. The role that is often seen does both:

\`\`\`yaml
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
        msg: "Async task failed: {{ async_result }}"
\`\`\`

A run of it with a command that exits with 4, shortened (ansible-core 2.14.18; 2.19.14 ends alike), and the same
command in this role:

\`\`\`
PLAY [The role that is often seen] *********************************************
TASK [mission : Execute async command] *****************************************
fatal: [localhost]: FAILED! => {"changed": true, "cmd": ["sh", "-c", "exit 4"], "rc": 4, …}
TASK [mission : Log async failure] *********************************************
ok: [localhost] => {"msg": "Async task failed: {'started': 1, 'finished': 1, …, 'rc': 4, …}"}
TASK [Afterwards] **************************************************************
ok: [localhost] => {"msg": "the play goes on"}
localhost : ok=2 changed=0 unreachable=0 failed=0 skipped=0 rescued=1 ignored=0      exit status 0

PLAY [This role] ***************************************************************
TASK [async_task : Report the failure] *****************************************
ok: [localhost] => {"msg": ["command: sh -c \\"exit 4\\"", "outcome: ended with rc 4", "job file: …", …]}
TASK [async_task : Fail as the command did] ************************************
fatal: [localhost]: FAILED! => {"msg": "The command ended with rc 4: sh -c \\"exit 4\\""}
localhost : ok=4 changed=0 unreachable=0 failed=1 skipped=2 rescued=1 ignored=0      exit status 2
\`\`\`

With a command that succeeds, the first role ends with \`rescued=1\` too: its status task can't find the job.
`;
