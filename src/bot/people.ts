import { GitError } from "../io/git-error.js";
import type { Git } from "../io/git-process.js";
import { withIdentity } from "./commits.js";
import { TRAILER, treeOfTrailer } from "./message.js";
import type { ObjectName } from "./workspace.js";

/** What is on the bot's branch beside what the bot made. */
export interface BranchHistory {
  /** Commits of people, the oldest first. Merges that only bring the base in are not among them. */
  readonly people: readonly ObjectName[];
  /** A merge with content of its own, such as a solved conflict: nothing that can be replayed. */
  readonly entangled: boolean;
}

/**
 * Tells people's commits on a branch from the bot's. A commit is the bot's when its trailer names the tree that it
 * has: who amends it, whoever they say they are, changes the tree. Needs the whole history of both.
 */
export function historyOf(git: Git, base: ObjectName, tip: ObjectName): BranchHistory {
  const format = `%H %T %P%x00%(trailers:key=${TRAILER},valueonly,separator=%x00)%x1e`;
  const log = git.run([
    "log",
    "--topo-order",
    "--reverse",
    "--no-show-signature",
    `--format=${format}`,
    tip,
    `^${base}`,
    "--",
  ]);
  const people: ObjectName[] = [];
  let entangled = false;
  for (const record of log.split("\u001e")) {
    const [names = "", ...trailers] = record.trim().split("\0");
    const [commit, tree, ...parents] = names.split(" ");
    if (commit === undefined || tree === undefined || commit === "") continue;
    if (trailers.some((trailer) => treeOfTrailer(trailer) === tree)) continue;
    if (parents.length < 2) people.push(commit);
    else if (!isPlainMerge(git, parents, tree)) entangled = true;
  }
  return { people, entangled };
}

/** Is the merge's tree what git makes of its parents by itself? Needs git 2.38; an older one can't tell. */
function isPlainMerge(git: Git, parents: readonly ObjectName[], tree: ObjectName): boolean {
  if (parents.length !== 2) return false;
  try {
    return git.answers(["merge-tree", "--write-tree", ...parents])?.split("\n")[0] === tree;
  } catch (error) {
    if (error instanceof GitError) return false;
    throw error;
  }
}

/**
 * Puts people's commits on top of the bot's new ones, with their authors, dates and messages. Those that then
 * change nothing are dropped: what they did is in what they are put on.
 *
 * @returns the new tip, or undefined where they conflict
 */
export function replay(git: Git, onto: ObjectName, commits: readonly ObjectName[]): ObjectName | undefined {
  git.run(["checkout", "--quiet", "--force", "--detach", onto]);
  for (const commit of commits) {
    try {
      withIdentity(git, undefined, [
        "cherry-pick",
        "--no-edit",
        "--allow-empty",
        "--keep-redundant-commits",
        commit,
      ]);
    } catch (error) {
      if (!(error instanceof GitError)) throw error;
      git.answers(["cherry-pick", "--abort"]);
      return undefined;
    }
    const [own, before] = git.run(["rev-parse", "HEAD^{tree}", "HEAD^^{tree}"]).trim().split("\n");
    if (own === before) git.run(["reset", "--quiet", "--hard", "HEAD^"]);
  }
  return git.run(["rev-parse", "HEAD"]).trim();
}
