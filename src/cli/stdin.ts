import { runConfirmed } from "../engine/confirmed-run.js";
import type { FileSource } from "../index.js";
import { jsonReport } from "../report/json.js";
import { summarize } from "../report/summary.js";
import { errorLine, fileDiffs, refusalLines, tally } from "../report/text.js";
import { VERSION } from "../version.js";
import { unknownDirectives } from "./directives.js";
import { EXIT } from "./failure.js";
import type { FixOptions } from "./options.js";
import { Output } from "./output.js";
import { diffStyle, wantsColor } from "./paint.js";
import type { Settings } from "./settings.js";

async function readAll(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** The one text that came in, as a project of its own: nothing beside it is read. */
function sourceOf(path: string, text: string): FileSource {
  return {
    candidates: /async|poll:/.test(text) ? [path] : [],
    read: (asked) => (asked === path ? text : undefined),
    mentioning: (names) => new Map(names.map((name) => [name, text.includes(name) ? [path] : []])),
    list: () => [],
    mayCreate: () => false,
  };
}

/**
 * `async-fix -`: the fixed text goes to standard output; with `--dry-run` and `--check` the diff. A text that
 * can't be fixed comes out as it came in, so that an editor's buffer survives.
 */
export async function fixStandardInput(options: FixOptions, settings: Settings): Promise<number> {
  const started = performance.now();
  const path = options.stdinFilename ?? "stdin.yml";
  const output = new Output(options.output);
  const shows = options.dryRun === true || options.check === true;
  const bytes = await readAll();
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    if (options.format === "text" && !shows) process.stdout.write(bytes);
    process.stderr.write(`${errorLine({ path, message: "is not UTF-8; convert it" })}\n`);
    return EXIT.failed;
  }
  const source = sourceOf(path, text);
  const run = await runConfirmed(source, {
    transforms: settings.transforms,
    options: settings.options,
    safeOnly: options.safe === true,
  });
  const summary = summarize(run.files, run.problems, {
    scanned: 1,
    candidates: run.files.length,
    elapsed: performance.now() - started,
  });
  if (options.format === "json")
    output.write(jsonReport({ version: VERSION, summary, files: run.files, errors: run.problems }));
  else if (options.format === "markdown") {
    const { markdownOutput } = await import("./markdown.js");
    output.write(markdownOutput({ version: VERSION, summary, files: run.files, errors: run.problems }));
  } else if (shows) {
    const style = diffStyle(wantsColor(options, output.isTerminal), output.isTerminal);
    for (const file of run.files) output.write(fileDiffs(file, style));
  } else output.write(run.files.find((file) => file.path === path)?.after ?? text);
  const unwritten = output.close();
  const problems = [...run.problems, ...(unwritten === undefined ? [] : [unwritten])];
  for (const warning of unknownDirectives(source)) process.stderr.write(`${warning}\n`);
  for (const problem of problems) process.stderr.write(`${errorLine(problem)}\n`);
  if (options.verbose === true) process.stderr.write(refusalLines(run.files));
  if (options.quiet !== true) process.stderr.write(tally(summary, run.files, undefined));
  if (problems.length > 0) return EXIT.failed;
  return options.check === true && summary.changed > 0 ? EXIT.wouldChange : EXIT.done;
}
