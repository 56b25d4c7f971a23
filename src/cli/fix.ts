import { runConfirmed } from "../engine/confirmed-run.js";
import type { FileProblem, FileResult, RunResult } from "../engine/result.js";
import { runTransforms } from "../engine/run.js";
import { FolderSource } from "../io/source.js";
import { jsonReport } from "../report/json.js";
import { summarize } from "../report/summary.js";
import { errorLine, fileDiffs, refusalLines, tally } from "../report/text.js";
import { VERSION } from "../version.js";
import { unknownDirectives } from "./directives.js";
import { EXIT, Failure } from "./failure.js";
import type { FixOptions } from "./options.js";
import { Output } from "./output.js";
import { diffStyle, wantsColor } from "./paint.js";
import { Progress } from "./progress.js";
import { type Settings, settingsFor } from "./settings.js";

/** `async-fix [path...]`: finds, shows and (unless told otherwise) writes the fixes. @returns the exit status */
export async function fixCommand(paths: readonly string[], options: FixOptions): Promise<number> {
  const started = process.uptime();
  const cwd = process.cwd();
  const settings = await settingsFor(options, cwd);
  if (paths.includes("-")) {
    if (paths.length > 1) throw new Failure("- (standard input) can't be combined with other paths");
    const { fixStandardInput } = await import("./stdin.js");
    return fixStandardInput(options, settings);
  }
  const source = await openSource(paths.length === 0 ? ["."] : paths, options, settings, cwd);
  const output = new Output(options.output);
  const run = await plan(source, options, settings);
  const problems: FileProblem[] = [...source.looked.problems, ...run.problems];
  const interrupted = await showAndWrite(run, source, output, options, problems);

  const failed = new Set(problems.map(({ path }) => path));
  const files = run.files.map((file) =>
    failed.has(file.path) ? { ...file, status: "error" as const } : file,
  );
  // performance.now() would load perf_hooks: 2 ms.
  const elapsed = (process.uptime() - started) * 1000;
  const summary = summarize(files, problems, {
    scanned: source.looked.scanned,
    candidates: source.candidates.length,
    elapsed,
  });
  if (options.format === "json")
    output.write(jsonReport({ version: VERSION, summary, files, errors: problems }));
  if (options.format === "markdown") {
    const { markdownOutput } = await import("./markdown.js");
    output.write(markdownOutput({ version: VERSION, summary, files, errors: problems }));
  }
  const unwritten = output.close();
  if (unwritten !== undefined) problems.push(unwritten);
  for (const warning of unknownDirectives(source)) process.stderr.write(`${warning}\n`);
  for (const problem of problems) process.stderr.write(`${errorLine(problem)}\n`);
  if (options.verbose === true) process.stderr.write(refusalLines(files));
  if (options.quiet !== true) process.stderr.write(tally(summary, files, nextStep(summary, writes(options))));

  if (interrupted) return EXIT.interrupted;
  if (problems.length > 0) return EXIT.failed;
  return options.check === true && summary.changed > 0 ? EXIT.wouldChange : EXIT.done;
}

function writes(options: FixOptions): boolean {
  return options.dryRun !== true && options.check !== true;
}

async function openSource(
  paths: readonly string[],
  options: FixOptions,
  settings: Settings,
  cwd: string,
): Promise<FolderSource> {
  if (options.since === undefined) return new FolderSource(paths, settings.discovery);
  const { changedSince } = await import("../io/git.js");
  const changed = changedSince(options.since, cwd);
  return new FolderSource(paths, settings.discovery, (path) => changed.has(path));
}

/** What is to be done. Where git has uncommitted changes in a file to be written, it is planned again without that file. */
async function plan(source: FolderSource, options: FixOptions, settings: Settings): Promise<RunResult> {
  const progress = new Progress(process.stderr, options.quiet !== true && process.stderr.isTTY === true);
  const untouchable = new Map<string, string>();
  const run = async (): Promise<RunResult> => {
    const runSettings = {
      transforms: settings.transforms,
      options: settings.options,
      safeOnly: options.safe === true,
      untouchable,
      onProgress: (done: number, total: number) => progress.show(done, total),
    };
    return writes(options) ? runConfirmed(source, runSettings) : runTransforms(source, runSettings);
  };
  let result = await run();
  while (writes(options) && options.allowDirty !== true) {
    const dirty = await dirtyAmong(result, source);
    if (dirty.size === 0) break;
    for (const [path, why] of dirty) untouchable.set(path, why);
    result = await run();
  }
  progress.clear();
  return result;
}

async function dirtyAmong(result: RunResult, source: FolderSource): Promise<ReadonlyMap<string, string>> {
  const changed = result.files.filter((file) => file.status === "changed" && file.before !== undefined);
  const paths = new Map(
    changed.map((file) => [source.opened(file.path)?.file.path ?? source.absolute(file.path), file.path]),
  );
  if (paths.size === 0) return new Map();
  const { dirtyFiles } = await import("../io/git.js");
  return new Map(
    [...dirtyFiles([...paths.keys()])].map(([absolute, dirt]) => [
      paths.get(absolute) ?? absolute,
      dirt === "untracked"
        ? "is not committed to git yet; commit it, or pass --allow-dirty"
        : "has uncommitted changes; commit or stash them, or pass --allow-dirty",
    ]),
  );
}

/** Shows each file's diffs and then writes it. @returns whether the user interrupted it, after a whole file */
async function showAndWrite(
  run: RunResult,
  source: FolderSource,
  output: Output,
  options: FixOptions,
  problems: FileProblem[],
): Promise<boolean> {
  const style = diffStyle(wantsColor(options, output.isTerminal), output.isTerminal);
  const writer = writes(options) ? new (await import("./write-files.js")).Writer(source) : undefined;
  let interrupted = false;
  const onInterrupt = (): void => {
    interrupted = true;
  };
  if (writer !== undefined) process.once("SIGINT", onInterrupt);
  try {
    for (const file of changedFiles(run)) {
      if (interrupted) {
        problems.push({ path: file.path, message: "not written: interrupted; run again" });
        continue;
      }
      if (options.format === "text") output.write(fileDiffs(file, style));
      if (writer === undefined) continue;
      // A turn of the event loop, so that an interrupt is noticed between two files.
      await new Promise(setImmediate);
      const problem = writer.write(file);
      if (problem !== undefined) problems.push(problem);
    }
  } finally {
    process.removeListener("SIGINT", onInterrupt);
  }
  return interrupted;
}

function changedFiles(run: RunResult): readonly FileResult[] {
  return run.files.filter((file) => file.status === "changed");
}

function nextStep(summary: { readonly changed: number }, written: boolean): string | undefined {
  if (summary.changed === 0) return undefined;
  return written
    ? "Look at it with git diff, then run your playbooks with --check."
    : "Run without --dry-run or --check to write this.";
}
