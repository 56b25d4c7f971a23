/** Times commands, and compares the medians of two. */
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";

const PEAK = new URL("./peak.mjs", import.meta.url).href;

/**
 * A command to be measured.
 *
 * @typedef {object} Command
 * @property {string} program
 * @property {readonly string[]} args
 * @property {string} cwd
 * @property {() => void} [before] makes things ready for each run; not measured
 * @property {readonly number[]} [statuses] the exit statuses that are no failure; 0 alone if absent
 */

/** @param {Command} command @returns {number} milliseconds */
function time({ program, args, cwd, before, statuses = [0] }) {
  before?.();
  const started = process.hrtime.bigint();
  const { status, error, stderr } = spawnSync(program, args, {
    cwd,
    stdio: ["ignore", "ignore", "pipe"],
    maxBuffer: 2 ** 30,
  });
  const elapsed = Number(process.hrtime.bigint() - started) / 1e6;
  if (error !== undefined) throw error;
  if (!statuses.includes(status ?? -1)) {
    throw new Error(`${program} ${args.join(" ")} exited with ${status}:\n${String(stderr).slice(-2000)}`);
  }
  return elapsed;
}

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Runs two commands in turn, so that a busy minute of the machine hits both, after one run each that does
 * not count.
 *
 * @param {Command} ours
 * @param {Command} theirs
 * @param {number} runs
 * @returns {{ ours: number, theirs: number }} medians, in milliseconds
 */
export function compare(ours, theirs, runs) {
  time(ours);
  time(theirs);
  const times = Array.from({ length: runs }, () => [time(ours), time(theirs)]);
  return { ours: median(times.map(([each]) => each)), theirs: median(times.map(([, each]) => each)) };
}

/**
 * The most memory that a Node command had at one time, as the system counted it.
 *
 * @param {Command} command @param {string} note a file that may be written
 * @returns {number} MiB
 */
export function peakMemory(command, note) {
  time({ ...command, args: ["--import", `${PEAK}?${encodeURIComponent(note)}`, ...command.args] });
  const kib = Number(readFileSync(note, "utf8"));
  rmSync(note);
  return kib / 1024;
}
