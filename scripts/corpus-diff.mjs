#!/usr/bin/env node
/**
 * What a change makes the tool do otherwise, over a folder of real repositories.
 *
 *   npm run corpus-diff -- [--to <git ref>] [--corpus <folder>] <git ref> [-- <options of async-fix>]
 *
 * Builds both states, in folders of their own (the new one is the working tree, unless --to names a commit),
 * runs both over every folder of the corpus with `--dry-run --format json`, and prints the hunks that were
 * gained, lost and changed, the findings without a hunk that came and went, both counted by transform, and
 * the time. Nothing is written. The corpus is $ASYNC_FIX_CORPUS, else .cache/corpus, which the tests unpack.
 * Exit status: 0 it ran, whatever it found; 2 a usage error, a state that does not build, or no corpus.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { buildState } from "./corpus-diff/build.mjs";
import { compareReports } from "./corpus-diff/compare.mjs";
import { printComparison } from "./corpus-diff/print.mjs";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");

function readOptions(args) {
  const split = args.indexOf("--");
  const [own, passed] = split === -1 ? [args, []] : [args.slice(0, split), args.slice(split + 1)];
  const { values, positionals } = parseArgs({
    args: own,
    allowPositionals: true,
    options: { to: { type: "string" }, corpus: { type: "string" } },
  });
  const [from] = positionals;
  if (from === undefined || positionals.length > 1) throw new Error("one git ref to compare with is needed");
  const corpus = resolve(values.corpus ?? process.env.ASYNC_FIX_CORPUS ?? join(ROOT, ".cache/corpus"));
  if (!existsSync(corpus)) throw new Error(`no corpus in ${corpus}: --corpus names another folder`);
  return { from, to: values.to, corpus, passed };
}

/** Runs one state in one repository. */
function run(state, folder, passed) {
  const started = performance.now();
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [state.command, "--dry-run", "--format", "json", "--no-config", ...passed, "."],
    { cwd: folder, encoding: "utf8", maxBuffer: 2 ** 29 },
  );
  state.seconds += (performance.now() - started) / 1000;
  try {
    state.reports.push(JSON.parse(stdout));
  } catch {
    process.stderr.write(`${state.name}, ${folder}: no report\n${stderr}\n`);
    state.reports.push(undefined);
  }
  return state.reports.at(-1);
}

function compare({ from, to, corpus, passed }, scratch) {
  const state = (ref, name) => ({ ...buildState(ROOT, ref, join(scratch, name)), reports: [], seconds: 0 });
  const [before, after] = [state(from, "before"), state(to, "after")];
  const folders = readdirSync(corpus, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const compared = folders.map(({ name }) => {
    process.stderr.write(`${name}\n`);
    const folder = join(corpus, name);
    return { repository: name, ...compareReports(run(before, folder, passed), run(after, folder, passed)) };
  });
  process.stdout.write(printComparison(before, after, compared));
}

const scratch = mkdtempSync(join(tmpdir(), "corpus-diff-"));
try {
  compare(readOptions(process.argv.slice(2)), scratch);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
