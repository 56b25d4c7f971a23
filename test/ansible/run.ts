/**
 * The equivalence suite: each case's playbook before and after its fix, under each ansible-core.
 *
 *   jiti test/ansible/run.ts [--all] [--fix cli|hand|none] [--core 2.19] [--only TEXT] [--jobs N] [-v]
 *
 * `--all` runs every case under every ansible-core, as CI does; without it some run under the oldest and the
 * newest only (cases/index.ts).
 *
 * A case's jobs run against the clock, and on a busy machine the clock wins: what failed is run again when all
 * else is done, one at a time, and that result counts. What passed only then is named.
 *
 * Exit status: 0 when nothing failed, 1 when something did, 2 on a usage error.
 */

import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Case, Run } from "./case.js";
import { CASES } from "./cases/index.js";
import { type Cell, type Failed, runCell } from "./cell.js";
import { type Core, cores, isInstalled, ROOT } from "./environments.js";
import type { Fixer } from "./fix.js";
import { inParallel } from "./pool.js";
import { prepareUser } from "./user.js";

interface Row {
  readonly name: string;
  readonly cells: readonly Cell[];
}

const SYMBOL: Readonly<Record<Cell["state"], string>> = {
  passed: "pass",
  failed: "FAIL",
  skipped: "skip",
  outside: "-",
};

const { values } = parseArgs({
  options: {
    all: { type: "boolean", default: false },
    fix: { type: "string", default: "cli" },
    core: { type: "string" },
    only: { type: "string" },
    jobs: { type: "string", default: String(3 * availableParallelism()) },
    verbose: { type: "boolean", short: "v", default: false },
  },
});

function isFixer(name: string): name is Fixer {
  return name === "cli" || name === "hand" || name === "none";
}

function install(wanted: readonly Core[]): void {
  if (wanted.every(isInstalled)) return;
  spawnSync(
    process.execPath,
    [join(ROOT, "scripts/ansible/install.mjs"), ...wanted.map((core) => core.version)],
    {
      stdio: ["ignore", "inherit", "inherit"],
    },
  );
}

function title(subject: Case, run: Run): string {
  return `${subject.transform}/${subject.name}${subject.runs.length > 1 ? ` (${run.name})` : ""}`;
}

async function runAll(wanted: readonly Core[], fixer: Fixer): Promise<readonly Row[]> {
  const cases = values.all ? CASES.map(({ lines: _, ...subject }): Case => subject) : CASES;
  const rows = cases
    .flatMap((subject) => subject.runs.map((run) => ({ subject, run })))
    .filter(({ subject, run }) => values.only === undefined || title(subject, run).includes(values.only));
  const noUser = rows.some(({ subject }) => subject.needsUser) ? prepareUser() : undefined;
  const jobs = rows.flatMap(({ subject, run }) =>
    wanted.map((core) => () => runCell(core, subject, run, fixer, noUser)),
  );
  const cells = await again(jobs, await inParallel(Number(values.jobs), jobs));
  return rows.map(({ subject, run }, at) => ({
    name: title(subject, run),
    cells: cells.slice(at * wanted.length, (at + 1) * wanted.length),
  }));
}

/** Runs what failed once more, one at a time. A cell that passes now remembers why it failed before. */
async function again(
  jobs: readonly (() => Promise<Cell>)[],
  cells: readonly Cell[],
): Promise<readonly Cell[]> {
  const settled: Cell[] = [];
  for (const [at, cell] of cells.entries()) {
    const second = cell.state === "failed" ? await jobs[at]?.() : undefined;
    if (cell.state === "failed" && second?.state === "passed")
      settled.push({ ...second, failedBefore: cell });
    else settled.push(cell);
  }
  return settled;
}

function print(rows: readonly Row[], wanted: readonly Core[]): void {
  const width = Math.max(...rows.map((row) => row.name.length), 4) + 2;
  console.log("case".padEnd(width) + wanted.map((core) => core.version.padEnd(9)).join(""));
  for (const row of rows) {
    console.log(row.name.padEnd(width) + row.cells.map((cell) => SYMBOL[cell.state].padEnd(9)).join(""));
  }
  for (const row of rows) {
    for (const [at, cell] of row.cells.entries()) explain(row.name, wanted[at]?.version ?? "?", cell);
  }
}

function explain(name: string, version: string, cell: Cell): void {
  if (cell.state === "skipped") console.log(`skipped: ${name} on ${version}: ${cell.reason}`);
  if (cell.state === "failed") explainFailure(`failed: ${name} on ${version}`, cell);
  if (cell.state === "passed" && cell.failedBefore !== undefined)
    explainFailure(`passed only when run alone: ${name} on ${version}`, cell.failedBefore);
}

function explainFailure(headline: string, { complaints, output }: Failed): void {
  console.log(headline);
  for (const complaint of complaints) console.log(`    ${complaint}`);
  if (values.verbose) console.log(output);
}

async function main(): Promise<number> {
  const wanted = cores().filter((core) => values.core === undefined || values.core === core.line);
  if (!isFixer(values.fix) || wanted.length === 0 || !(Number(values.jobs) >= 1)) {
    console.error(
      "usage: run.ts [--all] [--fix cli|hand|none] [--core 2.14|2.16|2.18|2.19] [--only TEXT] [--jobs N] [-v]",
    );
    return 2;
  }
  install(wanted);
  const rows = await runAll(wanted, values.fix);
  print(rows, wanted);
  const count = (state: Cell["state"]): number =>
    rows.flatMap((row) => row.cells).filter((cell) => cell.state === state).length;
  console.log(`${count("passed")} passed, ${count("failed")} failed, ${count("skipped")} skipped`);
  return count("failed") === 0 ? 0 : 1;
}

process.exitCode = await main();
