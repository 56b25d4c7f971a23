import { type Dirent, lstatSync, readdirSync, realpathSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { type Excludes, excludeGlobs } from "./exclude.js";
import { type IgnoreLayer, isIgnored } from "./gitignore.js";
import { layerOf, NO_SCOPE, scopeOf } from "./ignore-scope.js";
import { displayOf, isInside, slashed, withSlash } from "./paths.js";
import { type Problem, reasonOf } from "./problem.js";
import { TEMPORARY_START } from "./temporary-start.js";

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
  /** The other files of the folders, whose names are no YAML ones. */
  readonly others: readonly DiscoveredFile[];
  /** Folders, absolute, with files in them that a run which died there may have left: see sweepTemporaries. */
  readonly littered: readonly string[];
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
  const others: DiscoveredFile[] = [];
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
  const report = (problem: Problem) => problems.push(problem);
  const walked = new Set<string>();
  const littered = new Set<string>();
  for (const folder of folders) {
    const prefix = withSlash(folder.path);
    const scope = options.useIgnore ? scopeOf(folder.path, options.cwd, options.parseYaml, report) : NO_SCOPE;
    const walk: Walk = {
      byGlob,
      byLint: scope.byLint,
      useIgnore: options.useIgnore,
      walked,
      taken,
      files,
      others,
      littered,
      report,
    };
    walkFolder(walk, prefix, folder.display === "" ? "" : withSlash(folder.display), scope.layer);
  }
  return { files, others, littered: [...littered], problems, roots: [...roots] };
}

interface Given extends DiscoveredFile {
  readonly isFolder: boolean;
  /** A link to a file. Links to folders are what they lead to: `async-fix ~/work` must work. */
  readonly isLink: boolean;
}

function look(absolute: string, cwd: string): Given | Problem {
  const display = displayOf(absolute, cwd);
  try {
    const stats = statSync(absolute);
    const isFolder = stats.isDirectory();
    if (!isFolder && !stats.isFile()) {
      return { path: display || ".", message: "is not a regular file; name files or folders" };
    }
    const path = slashed(realpathSync.native(absolute));
    return { path, display, isFolder, isLink: !isFolder && lstatSync(absolute).isSymbolicLink() };
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
  readonly others: DiscoveredFile[];
  readonly littered: Set<string>;
  readonly report: (problem: Problem) => void;
}

/** Hot: no stat and no path function. */
function walkFolder(walk: Walk, prefix: string, display: string, outer: IgnoreLayer | undefined): void {
  if (walk.walked.has(prefix)) return;
  walk.walked.add(prefix);
  let entries: Dirent[];
  try {
    entries = readdirSync(prefix, { withFileTypes: true });
  } catch (error) {
    walk.report({ path: display.slice(0, -1) || ".", message: reasonOf(error) });
    return;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const layer = walk.useIgnore ? layerOf(entries, prefix, display, outer, walk.report) : undefined;
  const filtered = layer !== undefined || walk.byGlob !== undefined || walk.byLint !== undefined;
  for (const entry of entries) {
    const { name } = entry;
    const isFolder = entry.isDirectory();
    if (isFolder ? name === ".git" || (walk.useIgnore && SKIPPED_FOLDERS.has(name)) : !entry.isFile())
      continue;
    if (!isFolder && name.startsWith(TEMPORARY_START)) {
      walk.littered.add(prefix);
      continue;
    }
    const path = prefix + name;
    const shown = display + name;
    if (filtered && leavesOut(walk, layer, path, shown, name, isFolder)) continue;
    if (isFolder) walkFolder(walk, `${path}/`, `${shown}/`, layer);
    else if (!walk.taken.has(path))
      (isYamlName(name) ? walk.files : walk.others).push({ path, display: shown });
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

function isYamlName(name: string): boolean {
  return name.endsWith(".yml") || name.endsWith(".yaml");
}
