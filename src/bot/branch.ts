import type { Known } from "./decide.js";
import { BotError, Outrun } from "./error.js";
import { historyOf, replay } from "./people.js";
import type { Branch, ObjectName, Workspace } from "./workspace.js";

/** A branch as it is on the remote, and what it is to become. */
export interface BranchPlan {
  readonly branch: Branch;
  readonly base: Branch;
  readonly baseTip: ObjectName;
  readonly tip: ObjectName | undefined;
  readonly known: Known;
  /** The last of the bot's new commits. */
  readonly head: ObjectName;
}

export type Pushed =
  /** `head`: the last of the bot's commits; people's may follow. */
  | { readonly head: ObjectName; readonly pushed: boolean }
  /** People's commits are in the way; nothing was pushed. */
  | { readonly conflict: true };

/**
 * Brings the bot's commits to the branch, below those of people. The remote itself sees to it that the branch is
 * what was looked at.
 *
 * @throws Outrun where it no longer is
 */
export function pushBranch(workspace: Workspace, plan: BranchPlan): Pushed {
  const { branch, tip, head } = plan;
  let target = head;
  if (plan.known === "unknown" && tip !== undefined) {
    const seen = lookAt(workspace, plan.base, branch, tip);
    const history = historyOf(workspace.git, seen.base, tip);
    if (history.entangled) return { conflict: true };
    if (history.people.length > 0) {
      const replayed = replay(workspace.git, head, history.people);
      if (replayed === undefined) return { conflict: true };
      target = replayed;
    } else if (isSame(workspace, plan, tip)) return { head: tip, pushed: false };
  }
  if (!workspace.push(branch, target, tip))
    throw new Outrun(`${branch} was changed by another run meanwhile`);
  return { head, pushed: true };
}

/** Does a branch that nobody but the bot was on hold these very files on this very base? A run that died before it opened the request left it so. */
function isSame({ git }: Workspace, { baseTip, head }: BranchPlan, tip: ObjectName): boolean {
  const trees = git
    .run(["rev-parse", `${tip}^{tree}`, `${head}^{tree}`])
    .trim()
    .split("\n");
  return trees[0] === trees[1] && git.answers(["merge-base", "--is-ancestor", baseTip, tip]) !== undefined;
}

/** Does the branch have commits that are not the bot's? */
export function hasPeople(workspace: Workspace, base: Branch, branch: Branch, tip: ObjectName): boolean {
  const seen = lookAt(workspace, base, branch, tip);
  const { people, entangled } = historyOf(workspace.git, seen.base, tip);
  return people.length > 0 || entangled;
}

/** Fetches both whole: what is whose can't be told from a part of the history. */
function lookAt(workspace: Workspace, base: Branch, branch: Branch, tip: ObjectName): { base: ObjectName } {
  const baseNow = workspace.fetch(base);
  if (workspace.fetch(branch) !== tip) throw new Outrun(`${branch} was changed by another run meanwhile`);
  return { base: baseNow };
}

/** @throws Outrun */
export function deleteBranch(workspace: Workspace, branch: Branch, tip: ObjectName): void {
  if (!workspace.push(branch, undefined, tip))
    throw new Outrun(`${branch} was changed by another run meanwhile`);
}

/** @throws BotError */
export function checkBranchName(workspace: Workspace, branch: Branch): void {
  if (workspace.git.answers(["check-ref-format", `refs/heads/${branch}`]) === undefined)
    throw new BotError("--base is no name that a branch can have");
}
