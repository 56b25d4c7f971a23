import fc from "fast-check";

/**
 * The seed of all generated inputs. `npm test` uses one and the same, so that a change is judged by what it
 * changes; FUZZ_SEED tries another one, and `npm run fuzz` takes new ones. Printed by whatever fails.
 */
export const SEED = Number(
  process.env["FUZZ_SEED"] ??
    (process.env["FUZZ_SECONDS"] === undefined ? 20261124 : Date.now() % 0x7fffffff),
);

fc.configureGlobal({ seed: SEED });
