/** The built-in transforms, in the order in which they run: each sees what the ones before it left. */
import type { Transform } from "../src/index.js";
import { adoptBackground } from "./adopt-background.js";
import { assertAsync } from "./assert-async.js";
import { asyncSupport } from "./async-support.js";
import { bashForBashisms } from "./bash-for-bashisms.js";
import { exportEnvironment } from "./export-environment.js";
import { finishedTest } from "./finished-test.js";
import { normalizePoll } from "./normalize-poll.js";
import { raiseAsync } from "./raise-async.js";
import { repairStatus } from "./repair-status.js";
import { splitPolled } from "./split-polled.js";
import { verifyJobs } from "./verify-jobs.js";
import { wrapInBlock } from "./wrap-in-block.js";
import { wrapInRole } from "./wrap-in-role.js";

export const TRANSFORMS: readonly Transform[] = [
  raiseAsync,
  normalizePoll,
  adoptBackground,
  repairStatus,
  finishedTest,
  splitPolled,
  verifyJobs,
  bashForBashisms,
  exportEnvironment,
  wrapInRole,
  wrapInBlock,
  assertAsync,
  asyncSupport,
];
