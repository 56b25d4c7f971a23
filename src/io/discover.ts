import { type Dirent, existsSync, readdirSync, realpathSync, type Stats, statSync } from "node:fs";
import { basename, dirname, relative, resolve, sep } from "node:path";
import { ansibleLintExcludes, type Excludes, excludeGlobs } from "./exclude.js";
import { type IgnoreLayer, isIgnored, parseGitignore } from "./gitignore.js";
import type { Problem } from "./problem.js";
import { reasonOf } from "./problem.js";
import { OPEN_NO_LINK, readSettings } from "./regular.js";
import { repositoryRoot } from "./repository.js";

/** A file to look into. */
export interface DiscoveredFile {
  /** Absolute, with symbolic links resolved: what to open and what to replace. */
  readonly path: string;
  /** Relative to the working directory, with `/`: what to show. */
  readonly display: string;
}

export interface DiscoverOptions {
  /** The `--exclude` globs. */
  readonly exclude: readonly string[];
  /** False for `--no-ignore`: no .gitignore, no ansible-lint `exclude_paths`, no folders skipped by name. */
  readonly useIgnore: boolean;
  /** Absolute. */
  readonly cwd: string;
  /** Reads ansible-lint's settings; may throw. */
  readonly parseYaml: (text: string) => unknown;
}

export interface Discovery {
  /** Named files first, then the folders' in the order of their names; no file twice. */
  readonly files: readonly DiscoveredFile[];
  readonly problems: readonly Problem[];
  /** What was given, absolute and with links to folders resolved: nothing outside may be written. */
  readonly roots: readonly string[];
}

/**
 * Folders that hold other people's code or a tool's leavings: ansible-lint's defaults (cli.py, `.cache`, `.hg`,
 * `.svn`, `.tox`), `.ansible`, where ansible-compat installs roles and collections, and what ruff adds.
 */
const SKIPPED_FOLDERS: ReadonlySet<string> = new Set([
  ".ansible",
  ".bzr",
  ".cache",
  ".direnv",
  ".hg",
  ".nox",
  ".svn",
  ".tox",
  ".venv",
  "node_modules",
  "site-packages",
  "venv",
]);

/**
 * The YAML files among the given paths.
 *
 * - A file that is named is taken whatever its ending and whatever ignores it, as ruff and ansible-lint do.
 * - In a folder, `.yml` and `.yaml` files are taken; FIFOs, devices and sockets are passed over; `.git` is never
 *   entered. Symbolic links are not followed: what they lead to is found under its own name when it is inside
 *   the given paths, and is none of ours when it is not. So loops do no harm.
 * - .gitignore files count from the repository's root down, with `.git/info/exclude`, also for files that git
 *   tracks (as in ripgrep). Where there is no repository, they count from the working directory or, outside
 *   it, from the given folder. A user's global core.excludesFile does not count: two people see the same files.
 * - ansible-lint's settings are looked for from the given folder up to the same place.
 */
export function discover(paths: readonly string[], options: DiscoverOptions): Discovery {
  const files: DiscoveredFile[] = [];
  const problems: Problem[] = [];
  const links: Given[] = [];
  const folders: Given[] = [];
  const roots = new Set<string>();
  const taken = new Set<string>();

  function take(file: DiscoveredFile): void {
    if (taken.has(file.path)) return;
    taken.add(file.path);
    files.push(file);
  }

  for (const path of paths) {
    const given = look(resolve(options.cwd, path), options.cwd);
    if ("message" in given) {
      problems.push(given);
    } else if (given.isLink) {
      links.push(given);
    } else {
      roots.add(given.path);
      if (given.isFolder) folders.push(given);
      else take({ path: given.path, display: given.display });
    }
  }
  for (const link of links) {
    if (isInside(link.path, roots)) take({ path: link.path, display: displayOf(link.path, options.cwd) });
    else {
      const message = `is a symbolic link out of the given paths; name the real file, ${link.path}`;
      problems.push({ path: link.display, message });
    }
  }

  const byGlob = excludeGlobs(options.exclude);
  const walked = new Set<string>();
  for (const folder of folders) {
    const prefix = withSlash(folder.path);
    const scope = options.useIgnore
      ? scopeOf(folder.path, options, (problem) => problems.push(problem))
      : NO_SCOPE;
    const walk: Walk = {
      byGlob,
      byLint: scope.byLint,
      useIgnore: options.useIgnore,
      walked,
      taken,
      files,
      problems,
    };
    walkFolder(walk, prefix, folder.display === "" ? "" : withSlash(folder.display), scope.layer);
  }
  return { files, problems, roots: [...roots] };
}

/** Whether an absolute path is one of the roots or inside one. */
export function isInside(path: string, roots: Iterable<string>): boolean {
  for (const root of roots) if (path === root || path.startsWith(withSlash(root))) return true;
  return false;
}

interface Given extends DiscoveredFile {
  readonly isFolder: boolean;
  /** A link to a file. Links to folders are what they lead to: `async-fix ~/work` must work. */
  readonly isLink: boolean;
}

function look(absolute: string, cwd: string): Given | Problem {
  const display = displayOf(absolute, cwd);
  try {
    const stats: Stats = statSync(absolute);
    const isFolder = stats.isDirectory();
    if (!isFolder && !stats.isFile()) {
      return { path: display || ".", message: "is not a regular file; name files or folders" };
    }
    const path = slashed(realpathSync.native(absolute));
    // Compared below the real parent: a link further up in the path is not the user's concern.
    const unlinked = withSlash(slashed(realpathSync.native(dirname(absolute)))) + basename(absolute);
    return { path, display, isFolder, isLink: !isFolder && path !== unlinked };
  } catch (error) {
    return { path: display || ".", message: reasonOf(error) };
  }
}

interface Walk {
  readonly byGlob: Excludes | undefined;
  readonly byLint: Excludes | undefined;
  readonly useIgnore: boolean;
  /** Folders that were read, so that overlapping paths are read once. */
  readonly walked: Set<string>;
  /** Files that were named. */
  readonly taken: ReadonlySet<string>;
  readonly files: DiscoveredFile[];
  readonly problems: Problem[];
}

/** Hot: no stat, no path function and, where nothing ignores, no string for what is not taken. */
function walkFolder(walk: Walk, prefix: string, display: string, outer: IgnoreLayer | undefined): void {
  if (walk.walked.has(prefix)) return;
  walk.walked.add(prefix);
  let entries: Dirent[];
  try {
    entries = readdirSync(prefix, { withFileTypes: true });
  } catch (error) {
    walk.problems.push({ path: display.slice(0, -1) || ".", message: reasonOf(error) });
    return;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const layer = walk.useIgnore ? layerOf(walk, entries, prefix, display, outer) : undefined;
  const filtered = layer !== undefined || walk.byGlob !== undefined || walk.byLint !== undefined;
  for (const entry of entries) {
    const { name } = entry;
    const isFolder = entry.isDirectory();
    if (isFolder ? name === ".git" || (walk.useIgnore && SKIPPED_FOLDERS.has(name)) : !isYamlName(name))
      continue;
    if (!isFolder && !entry.isFile()) continue;
    const path = prefix + name;
    const shown = display + name;
    if (filtered && leavesOut(walk, layer, path, shown, name, isFolder)) continue;
    if (isFolder) walkFolder(walk, `${path}/`, `${shown}/`, layer);
    else if (!walk.taken.has(path)) walk.files.push({ path, display: shown });
  }
}

function leavesOut(
  walk: Walk,
  layer: IgnoreLayer | undefined,
  path: string,
  display: string,
  name: string,
  isFolder: boolean,
): boolean {
  return (
    isIgnored(layer, path, name, isFolder) ||
    walk.byGlob?.(path, display, name) === true ||
    walk.byLint?.(path, display, name) === true
  );
}

/** The rules inside a folder. One that is a repository of its own starts afresh, as in git. */
function layerOf(
  walk: Walk,
  entries: readonly Dirent[],
  folder: string,
  display: string,
  outer: IgnoreLayer | undefined,
): IgnoreLayer | undefined {
  let layer = outer;
  for (const entry of entries) {
    if (entry.name === ".git") layer = infoExclude(folder);
    else if (entry.name === ".gitignore" && entry.isFile()) {
      layer = gitignoreOf(folder, layer, (message) =>
        walk.problems.push({ path: `${display}.gitignore`, message }),
      );
    }
  }
  return layer;
}

interface Scope {
  readonly layer: IgnoreLayer | undefined;
  readonly byLint: Excludes | undefined;
}

const NO_SCOPE: Scope = { layer: undefined, byLint: undefined };

/** What the folders above say about a folder: from the repository's root down. */
function scopeOf(folder: string, options: DiscoverOptions, report: (problem: Problem) => void): Scope {
  const cwd = slashed(options.cwd);
  const top = repositoryRoot(folder) ?? (isInside(folder, [cwd]) ? cwd : folder);
  const down: string[] = [];
  for (let at = folder; at.length > top.length; at = slashed(dirname(at))) down.unshift(withSlash(at));
  down.unshift(withSlash(top));

  let layer: IgnoreLayer | undefined;
  for (const above of down.slice(0, -1)) {
    const path = `${displayOf(above, options.cwd)}/.gitignore`;
    if (existsSync(`${above}.git`)) layer = infoExclude(above);
    layer = gitignoreOf(above, layer, (message) => report({ path, message }));
  }
  let byLint: Excludes | undefined;
  for (const above of down.toReversed()) {
    const display = displayOf(above, options.cwd);
    byLint = ansibleLintExcludes(above, display === "" ? "" : `${display}/`, options.parseYaml, report);
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

function isYamlName(name: string): boolean {
  return name.endsWith(".yml") || name.endsWith(".yaml");
}

function displayOf(absolute: string, cwd: string): string {
  return slashed(relative(cwd, absolute));
}

function withSlash(folder: string): string {
  return folder.endsWith("/") ? folder : `${folder}/`;
}

/** Windows' separators as everybody's: Node takes both there. */
function slashed(path: string): string {
  return sep === "/" ? path : path.replaceAll(sep, "/");
}
