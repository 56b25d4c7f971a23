import { type Dirent, existsSync } from "node:fs";
import { dirname } from "node:path";
import { ansibleLintExcludes, type Excludes } from "./exclude.js";
import { type IgnoreLayer, parseGitignore } from "./gitignore.js";
import { displayOf, isInside, slashed, withSlash } from "./paths.js";
import { type Problem, reasonOf } from "./problem.js";
import { OPEN_NO_LINK, readSettings } from "./regular.js";
import { repositoryRoot } from "./repository.js";

/** The rules inside a folder. One that is a repository of its own starts afresh, as in git. */
export function layerOf(
  entries: readonly Dirent[],
  folder: string,
  display: string,
  outer: IgnoreLayer | undefined,
  report: (problem: Problem) => void,
): IgnoreLayer | undefined {
  let layer = outer;
  for (const entry of entries) {
    if (entry.name === ".git") layer = infoExclude(folder);
    else if (entry.name === ".gitignore" && entry.isFile()) {
      layer = gitignoreOf(folder, layer, (message) => report({ path: `${display}.gitignore`, message }));
    }
  }
  return layer;
}

/** What leaves out files of a given folder before the walk has read anything in it. */
export interface Scope {
  readonly layer: IgnoreLayer | undefined;
  readonly byLint: Excludes | undefined;
}

/** With `--no-ignore`. */
export const NO_SCOPE: Scope = { layer: undefined, byLint: undefined };

/**
 * What the folders above say about a folder: from the repository's root down.
 *
 * @param folder absolute, links resolved
 * @param cwd absolute
 */
export function scopeOf(
  folder: string,
  cwd: string,
  parseYaml: (text: string) => unknown,
  report: (problem: Problem) => void,
): Scope {
  const top = repositoryRoot(folder) ?? (isInside(folder, [slashed(cwd)]) ? slashed(cwd) : folder);
  const down: string[] = [];
  for (let at = folder; at.length > top.length; at = slashed(dirname(at))) down.unshift(withSlash(at));
  down.unshift(withSlash(top));

  let layer: IgnoreLayer | undefined;
  for (const above of down.slice(0, -1)) {
    const path = displayOf(`${above}.gitignore`, cwd);
    if (existsSync(`${above}.git`)) layer = infoExclude(above);
    layer = gitignoreOf(above, layer, (message) => report({ path, message }));
  }
  let byLint: Excludes | undefined;
  for (const above of down.toReversed()) {
    const display = displayOf(above, cwd);
    byLint = ansibleLintExcludes(above, display === "" ? "" : `${display}/`, parseYaml, report);
    if (byLint !== undefined) break;
  }
  return { layer, byLint };
}

function gitignoreOf(
  folder: string,
  outer: IgnoreLayer | undefined,
  fail: (message: string) => void,
): IgnoreLayer | undefined {
  try {
    // git (2.32 and later) does not follow a .gitignore that is a symbolic link.
    const text = readSettings(`${folder}.gitignore`, OPEN_NO_LINK);
    const rules = text === undefined ? [] : parseGitignore(text);
    return rules.length === 0 ? outer : { folder, rules, outer };
  } catch (error) {
    fail(`its patterns are not applied: ${reasonOf(error)}`);
    return outer;
  }
}

/** Weaker than any .gitignore. A linked worktree (`.git` is a file there) keeps it elsewhere: not read. */
function infoExclude(folder: string): IgnoreLayer | undefined {
  try {
    const text = readSettings(`${folder}.git/info/exclude`, OPEN_NO_LINK);
    const rules = text === undefined ? [] : parseGitignore(text);
    return rules.length === 0 ? undefined : { folder, rules, outer: undefined };
  } catch {
    // A private setting of this clone that this user may not read: nothing that the run depends on.
    return undefined;
  }
}
