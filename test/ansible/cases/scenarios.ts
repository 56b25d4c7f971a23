import type { Verdict, Verdicts } from "../case.js";

/** Five hosts, all this machine, one for each way a job can go: a case is run for all of them at once. */
export const SCENARIOS = `success job="exit 0"
rc3 job="exit 3"
timeout job="sleep 60"
skipped job="exit 0" wanted=false
undefined
`;

type Scenario = "success" | "rc3" | "timeout" | "skipped" | "undefined";

/** All hosts end `ok` but those that are named. */
export function verdicts(others: Partial<Record<Scenario, Verdict>>): Verdicts {
  return { success: "ok", rc3: "ok", timeout: "ok", skipped: "ok", undefined: "ok", ...others };
}

/** A play over all hosts; `body` is indented by two already. */
export function play(body: string): string {
  return `---
- name: Case
  hosts: all
  gather_facts: false
${body}`;
}

/** The same play for the lone localhost. */
export function localPlay(body: string): string {
  return play(body).replace("hosts: all", "hosts: localhost");
}
