import { setFlagsFromString } from "node:v8";

/**
 * How often V8 lets a function run before TurboFan compiles it, by V8's version: three or four times the
 * default. A run over a repository is over in half a second, before what TurboFan makes pays for its making:
 * on 8,000 files and on 1,000 tasks it took 30% of the processor time (Node 20.20 and 22.23); 10,000 tasks in
 * one file take as long as they did. In Node 24 Maglev comes in between, and this would change nothing.
 *
 * 11.3 is in Node 20, 12.4 in Node 22 (names: src/flags/flag-definitions.h). Other versions are left alone, since
 * V8 complains of a flag that it doesn't know. Both are thresholds, read each time a function is considered.
 */
const LATER: Readonly<Record<string, string>> = {
  "11.3": "--interrupt-budget=400000",
  "12.4": "--invocation-count-for-turbofan=12000",
};

/** Has V8 spend less on compiling: for the command, which is short; a program that uses the library is its own. */
export function compileLater(): void {
  const [major, minor] = process.versions.v8.split(".");
  const flag = LATER[`${major}.${minor}`];
  if (flag !== undefined) setFlagsFromString(flag);
}
