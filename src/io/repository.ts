import { existsSync } from "node:fs";
import { dirname } from "node:path";

/**
 * The nearest folder upwards that holds `.git` (a folder, or a file in worktrees and submodules). Runs nothing.
 *
 * @param folder absolute
 */
export function repositoryRoot(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(at.endsWith("/") ? `${at}.git` : `${at}/.git`)) return at;
    if (at === dirname(at)) return undefined;
  }
}
