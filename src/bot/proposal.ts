import { existsSync, realpathSync } from "node:fs";
import { isAbsolute, relative, resolve } from "node:path";
import type { FileResult } from "../engine/result.js";
import { markdownReport } from "../report/markdown.js";
import { summarize } from "../report/summary.js";
import { VERSION } from "../version.js";
import { type MadeCommit, makeCommits, type PlacedFile } from "./commits.js";
import { contentOf } from "./content.js";
import { BotError } from "./error.js";
import type { Forge } from "./forge.js";
import type { BotSettings, Fixes } from "./settings.js";
import type { Part } from "./split.js";
import { introduction, titleOf } from "./texts.js";
import type { Branch, ObjectName, Workspace } from "./workspace.js";

/** What one request is to be. */
export interface Proposal {
  readonly branch: Branch;
  readonly title: string;
  /** As contentOf gives it. */
  readonly content: string | undefined;
  /** Whether files could not be looked at, so that fixes may be missing. */
  readonly incomplete: boolean;
  /** Makes the commits, the first on the base. */
  readonly commits: () => readonly MadeCommit[];
  /** The body's text, in at most so many UTF-16 units. */
  readonly text: (limit: number) => string;
}

/**
 * Names in the repository for names below the working directory.
 *
 * @param cwd absolute, in the check-out
 * @param root the check-out's
 */
export function placedFiles(files: readonly FileResult[], cwd: string, root: string): readonly PlacedFile[] {
  return files.map((result): PlacedFile => {
    const absolute = resolve(cwd, result.path);
    const path = relative(root, existsSync(absolute) ? realpathSync.native(absolute) : absolute);
    if (path.startsWith("..") || isAbsolute(path))
      throw new BotError(`${result.path} is outside of the repository`);
    return { path, result: { ...result, path } };
  });
}

export function proposalOf(
  part: Part,
  branch: Branch,
  around: {
    readonly fixes: Fixes;
    readonly settings: BotSettings;
    readonly workspace: Workspace;
    readonly baseTip: ObjectName;
    readonly noun: Forge["noun"];
  },
): Proposal {
  const { fixes, settings, workspace, baseTip } = around;
  const { notesOf } = settings;
  const changed = part.files.filter(({ result }) => result.status === "changed");
  return {
    branch,
    title: titleOf(settings.title, part.scope),
    content: contentOf(changed),
    incomplete: fixes.problems.length > 0,
    commits: () =>
      makeCommits(workspace.git, workspace.root, baseTip, changed, {
        transforms: fixes.transforms,
        author: settings.author,
        whyOf: (id) => notesOf(id)?.why ?? "",
      }),
    text: (limit) => {
      const intro = introduction(around.noun);
      const files = part.files.map(({ result }) => result);
      const measured = { scanned: fixes.scanned, candidates: files.length, elapsed: 0 };
      const summary = summarize(files, fixes.problems, measured);
      const report = { version: VERSION, summary, files, errors: fixes.problems };
      return `${markdownReport(report, { notesOf, limit: limit - intro.length - 1 })}\n${intro}`;
    },
  };
}
