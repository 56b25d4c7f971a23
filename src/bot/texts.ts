import type { Forge } from "./forge.js";
import { slugOf } from "./split.js";

const TITLE = "Fix async and poll of Ansible tasks";

/** The title of a request. A folder's name that is more than a name is not put into it as it is. */
export function titleOf(wanted: string | undefined, scope: string | undefined): string {
  const title = wanted ?? TITLE;
  if (scope === undefined) return title;
  const shown = /^[A-Za-z0-9_./ -]{1,80}$/.test(scope) ? scope : slugOf(scope);
  return wanted === undefined ? `${title} in ${shown}` : `${title} (${shown})`;
}

/** The first lines of every request of the bot's: what it is, and how it behaves. */
export function introduction(noun: Forge["noun"]): string {
  return `This ${noun} was made by \`async-fix pr\`. It is kept up to date by further runs: commits you add to its branch stay. Close it to say no; it comes back only when there is something else to fix.\n`;
}

export const COMMENTS = {
  /** Nothing is left to fix. */
  done: "Nothing is left here for async-fix to fix: it is done on the base branch, suppressed, or in another request. So I close this and delete its branch.",
  doneButPeople:
    "Nothing is left here for async-fix to fix, but this branch has commits that are not mine. I leave both as they are: merge or close this as you see fit.",
  conflict:
    "The fixes would have to be renewed, as the base branch or the fixes themselves have changed, and that conflicts with commits on this branch that are not mine. So I leave the branch as it is. Merge or rebase it by hand; or drop those commits, or delete the branch, and the next run starts afresh.",
} as const;
