import type { Case } from "../case.js";
import { ASSERT_ASYNC } from "./assert-async.js";
import { ASYNC_SUPPORT } from "./async-support.js";
import { BASH_FOR_BASHISMS } from "./bash-for-bashisms.js";
import { EXPORT_ENVIRONMENT } from "./export-environment.js";
import { NORMALIZE_POLL } from "./normalize-poll.js";
import { RAISE_ASYNC } from "./raise-async.js";
import { SPLIT_POLLED } from "./split-polled.js";
import { STATUS } from "./status.js";
import { STATUS_MORE } from "./status-more.js";
import { VERIFY_JOBS_IN_PLAY } from "./verify-jobs.js";
import { VERIFY_JOBS_IN_PLACES } from "./verify-jobs-places.js";
import { VERIFY_JOBS_VALUES } from "./verify-jobs-values.js";
import { WRAP } from "./wrap.js";

/**
 * Under the oldest and the newest line only, but for `--all`. These differ from the others by what async-fix
 * writes, not by what they ask of Ansible.
 */
function onEnds(cases: readonly Case[]): readonly Case[] {
  return cases.map((each) => ({ ...each, lines: ["2.14", "2.19"] }));
}

export const CASES: readonly Case[] = [
  ...STATUS,
  ...VERIFY_JOBS_IN_PLAY,
  ...VERIFY_JOBS_IN_PLACES,
  ...onEnds([
    ...RAISE_ASYNC,
    ...NORMALIZE_POLL,
    ...STATUS_MORE,
    ...SPLIT_POLLED,
    ...VERIFY_JOBS_VALUES,
    ...BASH_FOR_BASHISMS,
    ...EXPORT_ENVIRONMENT,
    ...ASSERT_ASYNC,
    ...ASYNC_SUPPORT,
    ...WRAP,
  ]),
];
