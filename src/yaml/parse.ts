import { parseTokens } from "./parser.js";
import { YamlError, type YamlProblem } from "./problem.js";
import { scan } from "./scanner.js";
import type { YamlFile } from "./tree.js";
import { findUnloadable } from "./unloadable.js";

export type { YamlProblem } from "./problem.js";

export type ParseResult =
  | { readonly ok: true; readonly file: YamlFile }
  | { readonly ok: false; readonly problem: YamlProblem };

/**
 * Reads a text as Ansible does (PyYAML on libyaml), keeping the place of everything: what Ansible loads is
 * read, and what it refuses is refused. Duplicate keys are kept, and merge keys stay entries, which the
 * Ansible model follows. Never throws.
 */
export function parseYaml(source: string): ParseResult {
  try {
    const { tokens, comments } = scan(source);
    const documents = parseTokens(tokens);
    const problem = findUnloadable(documents);
    if (problem !== undefined) return { ok: false, problem };
    return { ok: true, file: { source, documents, comments } };
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    return { ok: false, problem: { message: error.message, offset: error.offset } };
  }
}

/** The plain data of a small trusted text (a config file): duplicate keys take the last value. */
export { plainData } from "./plain.js";
