import type { Case } from "../case.js";
import { NORMALIZE_POLL } from "./normalize-poll.js";
import { RAISE_ASYNC } from "./raise-async.js";
import { STATUS } from "./status.js";
import { VERIFY_JOBS_IN_PLAY } from "./verify-jobs.js";
import { VERIFY_JOBS_IN_PLACES } from "./verify-jobs-places.js";

export const CASES: readonly Case[] = [
  ...RAISE_ASYNC,
  ...NORMALIZE_POLL,
  ...STATUS,
  ...VERIFY_JOBS_IN_PLAY,
  ...VERIFY_JOBS_IN_PLACES,
];
