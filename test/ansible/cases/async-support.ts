import type { Case, Verdict } from "../case.js";
import { localPlay } from "./scenarios.js";

/** The findings of async-support name what fails: it does, with the command's output as without it. */
function reported(name: string, task: string, verdict: Verdict): Case {
  return {
    transform: "async-support",
    name,
    args: ["-t", "async-support"],
    files: {
      "site.yml": localPlay(`  tasks:
    - name: Odd
${task}    - name: Later
      ansible.builtin.debug:
        msg: reached
`),
    },
    runs: [{ name: "run", before: { localhost: verdict }, after: { localhost: verdict } }],
  };
}

export const ASYNC_SUPPORT: readonly Case[] = [
  reported(
    "an action that can't run asynchronously",
    "      ansible.builtin.raw: 'true'\n      async: 30\n      poll: 1\n",
    "failed at Odd",
  ),
  reported("poll without async", "      ansible.builtin.command: 'true'\n      poll: 0\n", "ok"),
];
