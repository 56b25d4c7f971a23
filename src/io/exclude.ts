import { createRequire } from "node:module";
import { dirname, isAbsolute, posix } from "node:path";
import type picomatch from "picomatch";
import type { Problem } from "./problem.js";
import { reasonOf } from "./problem.js";
import { OPEN_WITHOUT_WAITING, readSettings } from "./regular.js";
import { matchesWildcard, parseWildcard, type Wildcard } from "./wildcard.js";

/** Whether a file or folder found on the way is left out, and with a folder all that is in it. */
export type Excludes = (path: string, display: string, name: string) => boolean;

/**
 * The `--exclude` globs, read as ruff does: one with a `/` is matched against the path relative to the working
 * directory (an absolute one against the absolute path), one without against the name at any depth.
 * They are the user's own words, so the regular expressions that picomatch makes of them are trusted.
 */
export function excludeGlobs(globs: readonly string[]): Excludes | undefined {
  if (globs.length === 0) return undefined;
  // Loaded when needed only: it takes as long as the walk of 1,000 folders.
  const compile = createRequire(import.meta.url)("picomatch") as typeof picomatch;
  const byName: string[] = [];
  const byDisplay: string[] = [];
  const byPath: string[] = [];
  for (const given of globs) {
    const glob = given.replace(/^(?:\.\/)+/, "").replace(/\/$/, "");
    if (isAbsolute(glob)) byPath.push(glob);
    else (glob.includes("/") ? byDisplay : byName).push(glob);
  }
  const options = { dot: true };
  const matches = [byPath, byDisplay, byName].map((list) => compile(list, options));
  const [onPath, onDisplay, onName] = matches;
  return (path, display, name) =>
    onPath?.(path) === true || onDisplay?.(display) === true || onName?.(name) === true;
}

/** Where ansible-lint looks for its settings, in its order (constants.py, CONFIG_FILENAMES). */
const ANSIBLE_LINT_FILES = [
  ".ansible-lint",
  ".ansible-lint.yml",
  ".ansible-lint.yaml",
  ".config/ansible-lint.yml",
  ".config/ansible-lint.yaml",
] as const;

/**
 * The `exclude_paths` of the first of ansible-lint's files in the folder.
 *
 * As in ansible-lint (cli.py `load_config`, runner.py `is_excluded`) an entry is made absolute from the folder
 * of the file, and leaves out what it is a prefix of and what it matches as an fnmatch pattern, whose `*`
 * takes `/` too: `*.j2.yml` matches at any depth. Two differences: a prefix ends at a `/` (there `docs/` also
 * leaves out `docs-old`), and an entry in `.config/` is read from the project's folder as well, which is how
 * people write it.
 *
 * @param folder absolute, with `/` at its end
 * @returns undefined where there is none of the files
 */
export function ansibleLintExcludes(
  folder: string,
  displayFolder: string,
  parseYaml: (text: string) => unknown,
  report: (problem: Problem) => void,
): Excludes | undefined {
  for (const file of ANSIBLE_LINT_FILES) {
    let entries: readonly string[] = [];
    try {
      const text = readSettings(folder + file, OPEN_WITHOUT_WAITING);
      if (text === undefined) continue;
      entries = entriesOf(parseYaml(text));
    } catch (error) {
      const message = `its exclude_paths are not applied: ${reasonOf(error)}`;
      report({ path: displayFolder + file, message });
    }
    return excludesOf(entries, folder, dirname(folder + file));
  }
  return undefined;
}

/** @throws TypeError where the settings have another shape than ansible-lint's schema wants */
function entriesOf(settings: unknown): readonly string[] {
  if (settings === null || settings === undefined) return [];
  if (typeof settings !== "object" || Array.isArray(settings))
    throw new TypeError("the file is not a mapping");
  const listed: unknown = "exclude_paths" in settings ? settings.exclude_paths : [];
  if (listed === null) return [];
  if (!Array.isArray(listed) || !listed.every((entry) => typeof entry === "string")) {
    throw new TypeError("exclude_paths is not a list of strings");
  }
  return listed;
}

function excludesOf(entries: readonly string[], folder: string, configFolder: string): Excludes | undefined {
  const prefixes = new Set<string>();
  for (const entry of entries) {
    if (entry.trim() === "") continue;
    for (const base of new Set([posix.normalize(`${folder}/`), `${configFolder}/`])) {
      prefixes.add(posix.resolve(base, entry));
    }
  }
  if (prefixes.size === 0) return undefined;
  const literal = [...prefixes];
  const wildcards = literal
    .filter((entry) => /[*?[]/.test(entry))
    .map(parseWildcard)
    .filter((wildcard): wildcard is Wildcard => wildcard !== undefined);
  return (path) =>
    literal.some(
      (prefix) => path.startsWith(prefix) && (path.length === prefix.length || path[prefix.length] === "/"),
    ) || wildcards.some((wildcard) => matchesWildcard(wildcard, path));
}
