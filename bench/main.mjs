#!/usr/bin/env node
/**
 * Measures async-fix against other tools, and against itself on more of the same. Everything in one run on one
 * machine; what counts are the ratios.
 *
 *   npm run bench -- [--runs N] [--only text] [--cli file]
 *
 * `--runs`: how often each command runs, 7 at least (the default). `--only`: the rows whose name holds the text.
 * `--cli`: the command, where it is not dist/cli.js.
 * Exit status: 0, also where a goal is missed (the table says so); 1 where a command failed.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, tmpdir, totalmem } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { copyFiles, denseFiles, unpackAgnosticd, writeTasks } from "./inputs.mjs";
import { compare, peakMemory } from "./measure.mjs";
import { findTool } from "./tools.mjs";

/** Only `async` as a key, so that ast-grep has as little to report as there is. */
const RULE =
  "id: async\nlanguage: yaml\nrule:\n  kind: block_mapping_pair\n  has:\n    field: key\n    regex: ^async$\n";

const { values: options } = parseArgs({
  options: { runs: { type: "string" }, only: { type: "string" }, cli: { type: "string" } },
});
const CLI = resolve(options.cli ?? fileURLToPath(new URL("../dist/cli.js", import.meta.url)));
const runs = Math.max(7, Number(options.runs ?? 7));
const work = mkdtempSync(join(tmpdir(), "async-fix-bench-"));

/** @returns {import("./measure.mjs").Command} */
function asyncFix(cwd, ...args) {
  return { program: process.execPath, args: [CLI, ...args], cwd };
}

/** @returns {import("./measure.mjs").Command} */
function node(cwd, ...args) {
  return { program: process.execPath, args, cwd };
}

const rows = [];

/**
 * @param {string} name @param {string} against @param {number} goal the highest ratio that is good enough
 * @param {string} unit @param {() => { ours: number, theirs: number }} measured
 */
function row(name, against, goal, unit, measured) {
  if (options.only !== undefined && !name.includes(options.only)) return;
  process.stderr.write(`${name} …\n`);
  const { ours, theirs } = measured();
  const ratio = ours / theirs;
  const shown = [ours, theirs].map((each) => `${each.toFixed(each < 10 ? 1 : 0)} ${unit}`);
  const verdict = ratio <= goal ? "met" : "missed";
  rows.push([name, against, ...shown, `${ratio.toFixed(2)}x`, `${goal}x`, verdict]);
}

function absent(name, why) {
  if (options.only === undefined || name.includes(options.only))
    rows.push([name, why, "", "", "", "", "not measured"]);
}

function startUp() {
  const folder = join(work, "small");
  writeTasks(join(folder, "site", "tasks", "main.yml"), 1);
  row("start-up: --version", "node -e 0", 1.3, "ms", () =>
    compare(asyncFix(folder, "--version"), node(folder, "-e", "0"), 3 * runs),
  );
  row("start-up: --dry-run of one small file", "node -e 0", 2, "ms", () =>
    compare(asyncFix(folder, "--dry-run", "site/tasks/main.yml"), node(folder, "-e", "0"), 3 * runs),
  );
}

function scan(agnosticd) {
  const name = "--dry-run on agnosticd";
  const ours = asyncFix(agnosticd, "--dry-run");
  const ripgrep = findTool("ripgrep");
  if ("absent" in ripgrep) absent(name, ripgrep.absent);
  else {
    const args = ["-l", "async", "-g", "*.y*ml", "--no-ignore"];
    row(name, `rg ${args.join(" ")}`, 3, "ms", () =>
      compare(ours, { program: ripgrep.path, args, cwd: agnosticd }, runs),
    );
  }
  const astGrep = findTool("ast-grep");
  if ("absent" in astGrep) absent(name, astGrep.absent);
  else {
    const rule = join(work, "rule.yml");
    writeFileSync(rule, RULE);
    const args = ["scan", "--rule", rule, "--no-ignore", "hidden"];
    row(name, "ast-grep scan, one rule", 0.5, "ms", () =>
      compare(ours, { program: astGrep.path, args, cwd: agnosticd }, runs),
    );
  }
}

function write(agnosticd) {
  const name = "the 53 dense files, all default transforms, writing";
  const lint = findTool("ansible-lint");
  if ("absent" in lint) return absent(name, lint.absent);
  const files = denseFiles(agnosticd);
  const folder = join(work, "dense");
  const anew = () => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(join(folder, ".git"), { recursive: true });
    copyFiles(files, agnosticd, folder);
  };
  anew();
  const args = ["--fix", "--offline", "-q", ...files];
  row(name, "ansible-lint --fix", 0.05, "ms", () =>
    compare(
      { ...asyncFix(folder, "--allow-dirty", ...files), before: anew },
      // 2: it found what it can't fix. 8: it could not load a file. 1: it dies of an included file that is not
      // among the 53; what it did until then is measured, so the ratio is kind to it.
      { program: lint.path, args, cwd: folder, before: anew, statuses: [0, 1, 2, 8] },
      runs,
    ),
  );
}

function copies(agnosticd) {
  const many = join(work, "copies");
  if (options.only !== undefined && !"10 copies of agnosticd".includes(options.only)) return;
  for (let copy = 0; copy < 10; copy++) cpSync(agnosticd, join(many, String(copy)), { recursive: true });
  const [ten, one] = [asyncFix(many, "--dry-run", "."), asyncFix(many, "--dry-run", "0")];
  row("10 copies of agnosticd: time", "1 copy", 10.5, "ms", () => compare(ten, one, runs));
  const note = join(work, "peak");
  row("10 copies of agnosticd: peak memory", "1 copy", 1.2, "MiB", () => ({
    ours: peakMemory(ten, note),
    theirs: peakMemory(one, note),
  }));
}

function tasks() {
  const folder = join(work, "tasks-of");
  for (const count of [1000, 2000, 10_000])
    writeTasks(join(folder, String(count), "tasks", "main.yml"), count);
  const of = (count) => asyncFix(folder, "--dry-run", String(count));
  row("a file of 10,000 async tasks", "1,000 tasks", 11, "ms", () => compare(of(10_000), of(1000), runs));
  row("a file of 2,000 async tasks", "1,000 tasks", 2.2, "ms", () => compare(of(2000), of(1000), runs));
}

function table(head, body) {
  const all = [head, ...body];
  const widths = head.map((_, column) => Math.max(...all.map((each) => each[column].length)));
  const line = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(" | ")} |`;
  return [line(head), `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`, ...body.map(line)].join(
    "\n",
  );
}

try {
  if (!existsSync(CLI)) throw new Error(`${CLI} is not there: npm run build`);
  startUp();
  const agnosticd = unpackAgnosticd(work);
  if (agnosticd === undefined) absent("agnosticd", "the corpus is not here: set ASYNC_FIX_SHARED");
  else {
    scan(agnosticd);
    write(agnosticd);
    copies(agnosticd);
  }
  tasks();
  const versions = ["ripgrep", "ast-grep", "ansible-lint"].map((name) => {
    const tool = findTool(name);
    return "absent" in tool ? tool.absent : tool.version;
  });
  process.stdout.write(
    `${table(["work", "against", "async-fix", "other", "ratio", "goal", "verdict"], rows)}\n\n`,
  );
  process.stdout.write(
    `Medians of ${runs} (start-up: ${3 * runs}), by turns. ${cpus()[0]?.model}, ${availableParallelism()} cores, `,
  );
  process.stdout.write(
    `${Math.round(totalmem() / 2 ** 30)} GiB, load ${loadavg()[0]?.toFixed(1)} at the end. Node ${process.version}; ${versions.join("; ")}\n`,
  );
} finally {
  rmSync(work, { recursive: true, force: true });
}
