import { README } from "./async-role-readme.js";
import type { NewFile } from "./types.js";

/** The role that `wrap-in-role` calls. */
export const ASYNC_ROLE = "async_task";

/**
 * What every call goes through, measured on ansible-core 2.14.18 to 2.19.14:
 * - the job is started with `poll: 0`: Ansible deletes the job file of a polled task when the job ends;
 * - command and shell register under names of their own: of two tasks that exclude each other the skipped one
 *   would overwrite the other's register;
 * - what is known of a call is in `vars` of the block, evaluated where it is used: registers outlive a call, so
 *   that a start that fails must not be told from the status of the call before;
 * - the budget is 10 s beyond the time-out: the watcher kills up to 5 s late, then writes the job file
 *   (modules/async_wrapper.py), and what is removed before that comes back;
 * - the clean-up never fails: a job file that is gone has had its say in the status.
 */
const TASKS = `---
# Written by async-fix (wrap-in-role). How long a command may take is for its callers to say:
# async-fix: ignore-file
- name: Run the command and wait for it
  no_log: "{{ async_task_no_log }}"
  vars:
    async_task_job: "{{ async_task_shell_job if async_task_shell | bool else async_task_command_job }}"
    # Without a job (it could not be started, or ran in the foreground) the start is all there is.
    async_task_result: "{{ async_task_status if async_task_job.ansible_job_id is defined else async_task_job }}"
    async_task_interval: "{{ [async_task_poll | int, 1] | max }}"
    async_task_outcome: >-
      {{ 'ended with rc ' ~ async_task_result.rc if async_task_result.rc is defined
      else 'did not finish within ' ~ async_task_timeout ~ ' s' if async_task_job.ansible_job_id is defined
      and (async_task_result is not finished or async_task_result.msg | default('') == 'Timeout exceeded')
      else 'failed: ' ~ async_task_result.msg | default('no message') }}
  block:
    - name: Start the command
      ansible.builtin.command:
        cmd: "{{ omit if async_task_argv is defined else async_task_cmd }}"
        argv: "{{ async_task_argv | default(omit) }}"
        chdir: "{{ async_task_chdir | default(omit) }}"
        creates: "{{ async_task_creates | default(omit) }}"
        removes: "{{ async_task_removes | default(omit) }}"
        stdin: "{{ async_task_stdin | default(omit) }}"
      environment: "{{ async_task_environment }}"
      async: "{{ async_task_timeout }}"
      poll: 0
      register: async_task_command_job
      # Whether the command changed anything is the job's to say.
      changed_when: async_task_command_job.ansible_job_id is not defined and async_task_command_job is changed
      when: not async_task_shell | bool

    - name: Start the shell
      ansible.builtin.shell:
        cmd: "{{ async_task_cmd }}"
        executable: "{{ async_task_executable | default(omit) }}"
        chdir: "{{ async_task_chdir | default(omit) }}"
        creates: "{{ async_task_creates | default(omit) }}"
        removes: "{{ async_task_removes | default(omit) }}"
        stdin: "{{ async_task_stdin | default(omit) }}"
      environment: "{{ async_task_environment }}"
      async: "{{ async_task_timeout }}"
      poll: 0
      register: async_task_shell_job
      changed_when: async_task_shell_job.ansible_job_id is not defined and async_task_shell_job is changed
      when: async_task_shell | bool

    - name: Wait for the command
      ansible.builtin.async_status:
        jid: "{{ async_task_job.ansible_job_id }}"
      register: async_task_status
      until: async_task_status is finished
      # A job that is killed shows as such up to 5 s after its time: the last look comes later than that.
      retries: "{{ (async_task_timeout | int + 9 + async_task_interval | int) // async_task_interval | int }}"
      delay: "{{ async_task_interval }}"
      when: async_task_job.ansible_job_id is defined

    - name: Hand the result on
      ansible.builtin.set_fact:
        "{{ async_task_register }}": "{{ async_task_result }}"
      when: async_task_register | length > 0

  rescue:
    - name: Hand the failed result on
      ansible.builtin.set_fact:
        "{{ async_task_register }}": "{{ async_task_result }}"
      when: async_task_register | length > 0

    - name: Report the failure
      ansible.builtin.debug:
        msg:
          - "command: {{ async_task_cmd }}"
          - "outcome: {{ async_task_outcome }}"
          - "job file: {{ async_task_job.results_file | default('none') }}"
          - "last of stdout: {{ (async_task_result.stdout | default('')).splitlines()[-10:] }}"
          - "last of stderr: {{ (async_task_result.stderr | default('')).splitlines()[-10:] }}"

    - name: Fail as the command did
      ansible.builtin.fail:
        # ansible-core 2.19 prints the message of an error whatever no_log says.
        msg: "The command {{ async_task_outcome }}{{ '' if async_task_no_log | bool else ': ' ~ async_task_cmd }}"
      when: not async_task_ignore_errors | bool

  always:
    - name: Remove the job file
      ansible.builtin.async_status:
        jid: "{{ async_task_job.ansible_job_id }}"
        mode: cleanup
      failed_when: false
      when: async_task_job.ansible_job_id is defined
`;

/** `async_task_cmd` is made from the words where only they are given: one required argument for either form. */
const DEFAULTS = `---
# What runs: a text, or a list of words that no shell and no splitting touches (async_task_argv).
async_task_cmd: >-
  {{ async_task_argv | mandatory('async_task needs async_task_cmd or async_task_argv') | map('quote') | join(' ') }}
# Let a shell run the text: pipes, redirections, variables.
async_task_shell: false
async_task_environment: {}
# Seconds after which the command is killed. With 0 it runs in the foreground, without a limit.
async_task_timeout: 1800
# Seconds between two looks at it.
async_task_poll: 15
# The name of the variable that holds the command's result afterwards; empty: none.
async_task_register: ""
# Go on when the command fails.
async_task_ignore_errors: false
async_task_no_log: false
`;

const META = `---
galaxy_info:
  author: async-fix
  description: Runs a command asynchronously, waits for it and fails when it fails
  license: MIT
  min_ansible_version: "2.14"
  platforms:
    - name: GenericUNIX
      versions:
        - all
dependencies: []
`;

/** Ansible checks every call against it (plugins/action/validate_argument_spec.py, since 2.11). */
const ARGUMENT_SPECS = `---
argument_specs:
  main:
    short_description: Runs a command asynchronously, waits for it and fails when it fails
    options:
      async_task_cmd:
        type: str
        required: true
        description: The command. Made from async_task_argv where only that is given.
      async_task_argv:
        type: list
        elements: str
        description: The command as a list of words, instead of async_task_cmd. Not for a shell.
      async_task_shell:
        type: bool
        default: false
        description: Let a shell run async_task_cmd (ansible.builtin.shell instead of ansible.builtin.command).
      async_task_executable:
        type: str
        description: The shell; /bin/sh where it is not given.
      async_task_chdir:
        type: str
        description: The folder in which it runs.
      async_task_creates:
        type: str
        description: It does not run where this file exists.
      async_task_removes:
        type: str
        description: It runs only where this file exists.
      async_task_stdin:
        type: str
        description: What it reads from standard input.
      async_task_environment:
        type: dict
        default: {}
        description: Its environment variables. HOME would hide the job from the tasks that wait for it.
      async_task_timeout:
        type: int
        default: 1800
        description: Seconds after which it is killed. With 0 it runs in the foreground, without a limit.
      async_task_poll:
        type: int
        default: 15
        description: Seconds between two looks at it.
      async_task_register:
        type: str
        default: ""
        description: The name of the variable that holds its result afterwards, whether it failed or not.
      async_task_ignore_errors:
        type: bool
        default: false
        description: Go on when it fails.
      async_task_no_log:
        type: bool
        default: false
        description: Keep the command and its output out of the log.
`;

/** The files of the role, by their path in its folder. */
export const ASYNC_ROLE_FILES: readonly NewFile[] = [
  { path: "tasks/main.yml", text: TASKS },
  { path: "defaults/main.yml", text: DEFAULTS },
  { path: "meta/main.yml", text: META },
  { path: "meta/argument_specs.yml", text: ARGUMENT_SPECS },
  { path: "README.md", text: README },
];
