import { existsSync, realpathSync } from "node:fs";
import { isAbsolute, join, relative, resolve } from "node:path";
import { redactor } from "../bot/credentials.js";
import { BotError } from "../bot/error.js";
import { runBot } from "../bot/run.js";
import type { BotSettings, Fixes } from "../bot/settings.js";
import { runConfirmed } from "../engine/confirmed-run.js";
import { GitError } from "../io/git-error.js";
import { repositoryRoot } from "../io/repository.js";
import { FolderSource } from "../io/source.js";
import { errorLine } from "../report/text.js";
import { oneLine } from "../text/escape.js";
import { EXIT, Failure } from "./failure.js";
import type { PrOptions } from "./pr-options.js";
import { settingsFor } from "./settings.js";
import { transformNotes } from "./transform-notes.js";

/** `async-fix pr [path...]`. @returns the exit status */
export async function prCommand(paths: readonly string[], options: PrOptions): Promise<number> {
  if (paths.includes("-")) throw new Failure("pr can't read standard input; name files or folders");
  const cwd = process.cwd();
  const dryRun = options.dryRun === true || /^(?:true|1)$/i.test(process.env["DRY_RUN"] ?? "");
  const settings: BotSettings = {
    dryRun,
    perRole: options.perRole === true,
    maxOpen: options.maxOpen,
    labels: options.label,
    reviewers: options.reviewer,
    draft: options.draft === true,
    title: options.title,
    base: options.base,
    author: options.author,
    forge: options.forge,
    forgeUrl: options.forgeUrl,
    remote: options.remote,
    environment: process.env,
    cwd,
    notesOf: transformNotes(),
  };
  const redact = redactor(process.env);
  const log = {
    say: (text: string) => process.stdout.write(`${redact(text).split("\n").map(oneLine).join("\n")}\n`),
    warn: (line: string) => process.stderr.write(`${oneLine(redact(line))}\n`),
  };
  // So that the bot's own copy of the repository is removed.
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => process.exit(EXIT.interrupted));
  try {
    const problems = await runBot(settings, (at, root) => fixesOf(paths, options, cwd, at, root), log);
    for (const problem of problems) process.stderr.write(`${redact(errorLine(problem))}\n`);
    return problems.length > 0 ? EXIT.failed : EXIT.done;
  } catch (error) {
    if (error instanceof BotError || error instanceof GitError) throw new Failure(redact(error.message));
    throw error;
  }
}

/** Runs the transforms over the check-out as `async-fix` would over the user's own files. */
async function fixesOf(
  paths: readonly string[],
  options: PrOptions,
  cwd: string,
  at: string,
  root: string,
): Promise<Fixes> {
  const userRoot = repositoryRoot(realpathSync.native(cwd)) ?? cwd;
  const inCheckOut = (path: string): string => {
    const inside = relative(userRoot, existsSync(path) ? realpathSync.native(path) : resolve(cwd, path));
    return inside.startsWith("..") || isAbsolute(inside) ? path : join(root, inside);
  };
  const config = typeof options.config === "string" ? inCheckOut(options.config) : options.config;
  const settings = await settingsFor({ ...options, config }, at);
  const source = new FolderSource(paths.length === 0 ? ["."] : paths.map(inCheckOut), settings.discovery);
  const { files, problems } = await runConfirmed(source, {
    transforms: settings.transforms,
    options: settings.options,
    safeOnly: options.safe === true,
  });
  return {
    transforms: settings.transforms,
    files,
    problems: [...source.looked.problems, ...problems],
    scanned: source.looked.scanned,
  };
}
