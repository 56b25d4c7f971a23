import type { Case } from "../case.js";
import { localPlay } from "./scenarios.js";

const OK = { localhost: "ok" } as const;

/** The script prints what it sees; the debug task's message must be the same after the fix. */
function moved(name: string, task: string, more: Partial<Case> = {}): Case {
  return {
    transform: "export-environment",
    name,
    args: ["-t", "export-environment"],
    files: {
      "site.yml": localPlay(`  tasks:
${task}      async: 30
      poll: 1
      register: ran
    - name: Later
      ansible.builtin.debug:
        msg: "{{ ran.stdout_lines }}"
`),
    },
    runs: [{ name: "run", before: OK, after: OK }],
    ...more,
  };
}

export const EXPORT_ENVIRONMENT: readonly Case[] = [
  moved(
    "values that YAML and the shell read otherwise",
    `    - name: Show
      ansible.builtin.shell: |
        set -eu
        export JOBS=4 VERBOSE="yes" EMPTY= OCTAL=0755
        export TEXT='it: "is" # so' DAY=2024-01-01; export TICK="a'b" BACK='c\\d'
        export HOME_OF=/srv
        export PATH="$HOME_OF/bin:$PATH"
        printf '<%s>\\n' "$JOBS" "$VERBOSE" "$EMPTY" "$OCTAL" "$TEXT" "$DAY" "$TICK" "$BACK"
        sh -c 'echo "$HOME_OF \${PATH%%:*}"'
`,
  ),
  moved(
    "an environment that is there",
    `    - name: Show
      ansible.builtin.shell: "export B=2; echo $A $B"
      environment:
        A: "1"
`,
  ),
  moved(
    "a shell for its exports only",
    `    - name: Show
      ansible.builtin.shell: |
        export A='two words' B=2
        printenv A 'B'
      args:
        chdir: /
`,
  ),
  moved(
    "become_user",
    `    - name: Show
      ansible.builtin.shell:
        cmd: |
          export B='two words'
          echo "$(id -un) $B"
      become: true
      become_user: asyncfix
`,
    { needsUser: true, ownAsyncDir: true },
  ),
];
