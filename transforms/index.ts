/** The built-in transforms, in the order in which they run: each sees what the ones before it left. */
import type { Transform } from "../src/index.js";
import { normalizePoll } from "./normalize-poll.js";
import { raiseAsync } from "./raise-async.js";

export const TRANSFORMS: readonly Transform[] = [raiseAsync, normalizePoll];
