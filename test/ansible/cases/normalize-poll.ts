import type { Case, Verdicts } from "../case.js";
import { localPlay } from "./scenarios.js";

const OK: Verdicts = { localhost: "ok" };

function polled(name: string, asyncValue: string, old: string, fixed: string, before = OK, after = OK): Case {
  const site = (poll: string): string =>
    localPlay(`  tasks:
    - name: Copy a file
      ansible.builtin.command: cp /etc/hostname {{ playbook_dir }}/copy
      async: ${asyncValue}
      poll: ${poll}
      register: copied
    - name: Later
      ansible.builtin.debug:
        msg: "{{ copied.rc }}"
`);
  return {
    transform: "normalize-poll",
    name,
    args: ["-t", "normalize-poll"],
    files: { "site.yml": site(old) },
    byHand: { "site.yml": site(fixed) },
    runs: [{ name: "run", before, after }],
  };
}

export const NORMALIZE_POLL: readonly Case[] = [
  polled("poll above async", "10", "12", "5"),
  polled("poll of one second", "60", "1", "5"),
  polled("quoted poll", "60", '"1"', '"5"'),
  polled("templated poll is left alone", "60", '"{{ omit }}"', '"{{ omit }}"'),
];
