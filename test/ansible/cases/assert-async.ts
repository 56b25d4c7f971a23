import type { Case, Run, Verdict } from "../case.js";
import { localPlay } from "./scenarios.js";

const NAME = "Check the time limits of asynchronous tasks";
const ASSERT: Verdict = `failed at ${NAME}`;

const SITE = localPlay(`  tasks:
    - name: Build
      ansible.builtin.command: "true"
      async: "{{ build_timeout | default(omit) }}"
      poll: "{{ build_poll | default(10) }}"
    - name: Test  # async-fix: expected=20s
      ansible.builtin.command: "true"
      async: "{{ test_timeout }}"
      poll: 1
      when: test_timeout is defined
    - name: Measure
      ansible.builtin.command: "true"
      async: "{{ a_long_name_of_a_time_limit | default(another_long_name_of_one) | default(omit) }}"
      poll: "{{ build_poll | default(10) }}"
`);

function run(name: string, args: readonly string[], after: Verdict): Run {
  return { name, args, before: { localhost: "ok" }, after: { localhost: after }, adds: [NAME] };
}

export const ASSERT_ASYNC: readonly Case[] = [
  {
    transform: "assert-async",
    name: "variables",
    args: ["-t", "assert-async"],
    files: { "site.yml": SITE },
    runs: [
      run("omitted, and one undefined and skipped", [], "ok"),
      run("zero", ["-e", "build_timeout=0 test_timeout=0"], "ok"),
      run("in order", ["-e", "build_timeout=30 build_poll=1 test_timeout=30"], "ok"),
      run("poll is 0", ["-e", '{"build_timeout": 15, "build_poll": 0}'], "ok"),
      run("poll at async", ["-e", "build_timeout=10"], ASSERT),
      run("a long expression, in order", ["-e", "a_long_name_of_a_time_limit=15"], "ok"),
      run("a long expression, poll at async", ["-e", "another_long_name_of_one=10"], ASSERT),
      run("below the expected runtime", ["-e", "test_timeout=10"], ASSERT),
      { ...run("check mode", ["--check", "-e", "build_timeout=30"], "ok"), since: "2.18" },
    ],
  },
];
