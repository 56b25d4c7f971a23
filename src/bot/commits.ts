import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import type { FileResult } from "../engine/result.js";
import type { Git } from "../io/git-process.js";
import type { Transform } from "../transform/types.js";
import { BotError } from "./error.js";
import { commitMessage } from "./message.js";
import type { ObjectName } from "./workspace.js";

/** One commit that the bot made. */
export interface MadeCommit {
  readonly name: ObjectName;
  readonly message: string;
}

/** A file of the run and its name in the repository. */
export interface PlacedFile {
  /** From the repository's root, with `/`. */
  readonly path: string;
  readonly result: FileResult;
}

export interface CommitSettings {
  readonly transforms: readonly Transform[];
  /** `Name <address>` of the author, instead of git's own. */
  readonly author: string | undefined;
  /** A paragraph that says why a transform does what it does. */
  readonly whyOf: (transform: string) => string;
}

/** Who commits where neither the user's git nor --author says. */
const NOBODY = { name: "async-fix", email: "async-fix@noreply.invalid" } as const;

/**
 * Makes one commit per transform on top of another commit, in the order in which they ran, with git's plumbing:
 * no work tree is needed, and bytes go in as they are. Signed where git's settings ask for it.
 *
 * @param root of the check-out
 * @param onto the commit to build on
 */
export function makeCommits(
  git: Git,
  root: string,
  onto: ObjectName,
  files: readonly PlacedFile[],
  settings: CommitSettings,
): readonly MadeCommit[] {
  const made: MadeCommit[] = [];
  const signs = git.answers(["config", "--type=bool", "--get", "commit.gpgsign"])?.trim() === "true";
  for (const transform of settings.transforms) {
    const changed = files.flatMap(({ path, result }) => {
      const step = result.steps.find((each) => each.transform === transform.id);
      return step === undefined || step.before === step.after ? [] : [{ path, step }];
    });
    if (changed.length === 0) continue;
    const parent = made.at(-1)?.name ?? onto;
    const tree = writeTree(
      git,
      root,
      parent,
      changed.map(({ path, step }) => ({ path, text: step.after })),
    );
    const tasks = files.reduce(
      (sum, { result }) =>
        sum +
        result.findings.filter((each) => each.transform === transform.id && each.outcome === "fixed").length,
      0,
    );
    const message = commitMessage({
      transform,
      tasks,
      files: changed.map(({ path }) => path),
      why: settings.whyOf(transform.id),
      tree,
    });
    const args = ["commit-tree", ...(signs ? ["-S"] : ["--no-gpg-sign"]), "-p", parent, "-F", "-", tree];
    made.push({ name: withIdentity(git, settings.author, args, message), message });
  }
  return made;
}

/** The parent's tree with other texts in some of its files. */
function writeTree(
  git: Git,
  root: string,
  parent: ObjectName,
  texts: readonly { readonly path: string; readonly text: string }[],
): ObjectName {
  const index = `${root}/.git/async-fix-index-${randomBytes(4).toString("hex")}`;
  const staged = git.with({ GIT_INDEX_FILE: index });
  try {
    staged.run(["read-tree", parent]);
    const lines = texts.map(({ path, text }) => {
      const blob = git.run(["hash-object", "-w", "--no-filters", "--stdin"], text).trim();
      return `${modeOf(git, parent, path)} ${blob}\t${path}\0`;
    });
    staged.run(["update-index", "-z", "--index-info"], lines.join(""));
    return staged.run(["write-tree"]).trim();
  } finally {
    rmSync(index, { force: true });
  }
}

/** A file keeps its mode. A symbolic link is never replaced by a file: what is here is a bug, not the user's. */
function modeOf(git: Git, commit: ObjectName, path: string): string {
  const entry = git.run(["--literal-pathspecs", "ls-tree", "-z", "--full-tree", commit, "--", path]);
  const mode = entry.slice(0, 6);
  if (entry === "") return "100644";
  if (mode !== "100644" && mode !== "100755") throw new BotError(`${path} is no regular file in git`);
  return mode;
}

/** @throws BotError where --author is not `Name <address>` */
export function parseAuthor(author: string): { readonly name: string; readonly email: string } {
  const found = /^([^<>\n\0]{1,200}) <([^<>\s\0]{1,200})>$/.exec(author.trim());
  if (found?.[1] === undefined || found[2] === undefined)
    throw new BotError('--author must be like "Name <address@example.org>"');
  return { name: found[1].trim(), email: found[2] };
}

/** Runs a git command that commits as who the user is to git, else as the author, else as async-fix. */
export function withIdentity(
  git: Git,
  author: string | undefined,
  args: readonly string[],
  input?: string,
): string {
  const wanted = author === undefined ? undefined : parseAuthor(author);
  const known = git.answers(["config", "--get", "user.email"]) !== undefined;
  const committer = wanted ?? NOBODY;
  const byVariable = process.env["GIT_COMMITTER_EMAIL"] !== undefined;
  const who = {
    ...(wanted !== undefined || (!known && process.env["GIT_AUTHOR_EMAIL"] === undefined)
      ? { GIT_AUTHOR_NAME: committer.name, GIT_AUTHOR_EMAIL: committer.email }
      : {}),
    ...(known || byVariable
      ? {}
      : { GIT_COMMITTER_NAME: committer.name, GIT_COMMITTER_EMAIL: committer.email }),
  };
  return git.with(who).run(args, input).trim();
}
