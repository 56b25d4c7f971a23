import fc from "fast-check";
import { SEED } from "../support/seeds.js";

/**
 * How long a property is tried. `npm test` gives each some runs; `npm run fuzz -- --minutes 10` gives each
 * its share of the minutes (FUZZ_SECONDS). FUZZ_SEED tries one seed (see support/seeds.ts); each run's is printed.
 */
const SECONDS = process.env["FUZZ_SECONDS"];

/** Milliseconds that a test of a property may take, for vitest. */
export const TIME_LIMIT = SECONDS === undefined ? 120_000 : Number(SECONDS) * 1000 + 120_000;

/**
 * Tries a property, and says with which seed and how often.
 *
 * @param runs how many are enough in `npm test`
 * @throws Error with the shrunk counterexample
 */
export async function holds<T>(name: string, runs: number, property: fc.IAsyncProperty<T>): Promise<void> {
  const limits =
    SECONDS === undefined
      ? { numRuns: runs }
      : { numRuns: Number.MAX_SAFE_INTEGER, interruptAfterTimeLimit: Number(SECONDS) * 1000 };
  const details = await fc.check(property, { seed: SEED, ...limits });
  console.info(`${name}: ${details.numRuns} cases, FUZZ_SEED=${details.seed}`);
  // Out of time is no failure, a counterexample is one.
  if (details.counterexample !== null)
    throw new Error(fc.defaultReportMessage(details) ?? name, { cause: details.errorInstance });
}
