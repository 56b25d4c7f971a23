#!/usr/bin/env node
/**
 * Tries the properties of test/properties for longer than `npm test` does.
 *
 *   npm run fuzz -- [--minutes 10] [--seed N]
 *
 * The minutes are shared out among the properties, each with the same seed, which is printed. A counterexample
 * is shrunk and printed with its seed: keep it as fixtures/<transform>/<case>, or among the texts of
 * test/pyyaml/texts.ts. Exit status: 0 all properties hold; 1 one does not; 2 a usage error.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");

function usage(message) {
  process.stderr.write(`${message}\nusage: npm run fuzz -- [--minutes 10] [--seed N]\n`);
  process.exit(2);
}

/** How many properties there are: transforms have one each. */
function countProperties() {
  const folder = join(ROOT, "test/properties");
  const texts = readdirSync(folder)
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => readFileSync(join(folder, name), "utf8"));
  const written = texts.join("").match(/await holds\(/g)?.length ?? 1;
  const transforms = readdirSync(join(ROOT, "transforms")).filter((name) => name !== "index.ts").length;
  return written - 1 + transforms;
}

function readOptions() {
  try {
    return parseArgs({ options: { minutes: { type: "string", default: "10" }, seed: { type: "string" } } })
      .values;
  } catch (error) {
    return usage(error.message);
  }
}

const { minutes, seed } = readOptions();
if (!(Number(minutes) > 0)) usage(`not a number of minutes: ${minutes}`);
if (seed !== undefined && !Number.isInteger(Number(seed))) usage(`not a seed: ${seed}`);
const seconds = Math.ceil((Number(minutes) * 60) / countProperties());
process.stderr.write(`${countProperties()} properties, ${seconds} s each\n`);
const vitest = join(ROOT, "node_modules/vitest/vitest.mjs");
// One file after the other, so that each property has a core to itself.
const run = spawnSync(process.execPath, [vitest, "run", "--no-file-parallelism", "test/properties"], {
  cwd: ROOT,
  stdio: "inherit",
  env: {
    ...process.env,
    FUZZ_SECONDS: String(seconds),
    ...(seed === undefined ? {} : { FUZZ_SEED: seed }),
  },
});
process.exitCode = run.status === 0 ? 0 : 1;
