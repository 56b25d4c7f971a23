import { matchesWildcard, parseWildcard, type Wildcard } from "./wildcard.js";

/** One line of a .gitignore; see gitignore(5). */
export interface IgnoreRule {
  /** `!pattern` takes back what an earlier rule ignored. */
  readonly negated: boolean;
  /** `pattern/` matches folders only. */
  readonly folderOnly: boolean;
  /** Without a `/` at its start or in its middle a pattern matches a name at any depth: then this is one segment. */
  readonly anchored: boolean;
  readonly segments: readonly Segment[];
}

/** `**` stands for any number of folders (as the last segment: for anything inside). */
type Segment = Wildcard | "**";

/** The rules of one folder's .gitignore, over those of the folders that hold it. */
export interface IgnoreLayer {
  /** The folder that the patterns are relative to, absolute, with `/` at its end. */
  readonly folder: string;
  readonly rules: readonly IgnoreRule[];
  readonly outer: IgnoreLayer | undefined;
}

export function parseGitignore(text: string): readonly IgnoreRule[] {
  const rules: IgnoreRule[] = [];
  for (const line of text.replace(/^\uFEFF/, "").split("\n")) {
    const rule = parseRule(line.endsWith("\r") ? line.slice(0, -1) : line);
    if (rule !== undefined) rules.push(rule);
  }
  return rules;
}

function parseRule(line: string): IgnoreRule | undefined {
  if (line.startsWith("#")) return undefined;
  let pattern = withoutTrailingSpaces(line);
  const negated = pattern.startsWith("!");
  if (negated) pattern = pattern.slice(1);
  const folderOnly = pattern.endsWith("/");
  if (folderOnly) pattern = pattern.slice(0, -1);
  const anchored = pattern.includes("/");
  if (pattern.startsWith("/")) pattern = pattern.slice(1);
  if (pattern === "") return undefined;

  const segments: Segment[] = [];
  for (const part of anchored ? pattern.split("/") : [pattern]) {
    // As in wildmatch.c, also of more than two stars.
    if (anchored && /^\*{2,}$/.test(part)) {
      if (segments.at(-1) !== "**") segments.push("**");
      continue;
    }
    const wildcard = parseWildcard(part);
    if (wildcard === undefined) return undefined;
    segments.push(wildcard);
  }
  return { negated, folderOnly, anchored, segments };
}

/** Spaces at the end of a line don't count unless a `\` quotes them. */
function withoutTrailingSpaces(line: string): string {
  let end = line.length;
  while (end > 0 && line.charAt(end - 1) === " ") end--;
  if (end === line.length) return line;
  let slashes = 0;
  while (line.charAt(end - 1 - slashes) === "\\") slashes++;
  return line.slice(0, slashes % 2 === 1 ? end + 1 : end);
}

/**
 * Whether git would ignore the path, given that it does not ignore the folder that holds it: the last rule that
 * matches wins, and a deeper .gitignore wins over one further up.
 *
 * @param path absolute, inside the folder of every layer, without a `/` at its end
 * @param name the path's last part
 */
export function isIgnored(
  innermost: IgnoreLayer | undefined,
  path: string,
  name: string,
  isFolder: boolean,
): boolean {
  for (let layer = innermost; layer !== undefined; layer = layer.outer) {
    for (let at = layer.rules.length - 1; at >= 0; at--) {
      const rule = layer.rules[at];
      if (rule === undefined || (rule.folderOnly && !isFolder)) continue;
      if (rule.anchored ? matchesPath(rule, path.slice(layer.folder.length)) : matchesName(rule, name)) {
        return !rule.negated;
      }
    }
  }
  return false;
}

function matchesName(rule: IgnoreRule, name: string): boolean {
  const only = rule.segments[0];
  return only !== undefined && only !== "**" && matchesWildcard(only, name);
}

/** The same walk as in `matchesWildcard`, with segments for characters and `**` for the star. */
function matchesPath(rule: IgnoreRule, path: string): boolean {
  const { segments } = rule;
  const parts = path.split("/");
  let segment = 0;
  let at = 0;
  let star = -1;
  let starAt = 0;
  while (at < parts.length) {
    const wanted = segments[segment];
    if (wanted === "**") {
      if (segment === segments.length - 1) return true;
      star = segment++;
      starAt = at;
    } else if (wanted !== undefined && matchesWildcard(wanted, parts[at] ?? "")) {
      segment++;
      at++;
    } else if (star !== -1) {
      segment = star + 1;
      at = ++starAt;
    } else {
      return false;
    }
  }
  return segment === segments.length;
}
