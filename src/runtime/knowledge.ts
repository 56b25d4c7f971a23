import { CATEGORIES, type Category } from "./categories.js";
import { MODULE_CATEGORIES } from "./modules.js";
import { PROGRAM_RULES, type ProgramRule } from "./programs.js";

/** A rule of the user's config. All conditions that are given have to hold; `*` and `?` are wildcards. */
export interface RuntimeRule {
  readonly match: {
    /** The task's name, upper and lower case alike. */
    readonly name?: string;
    /** The module, as written or by its short name. */
    readonly module?: string;
    /** A program that the command runs, or the whole of its text. */
    readonly command?: string;
    /** The file. Absolute, as the config's folder need not be the one that AnsibleFile.path is relative to. */
    readonly file?: { readonly pattern: string; readonly pathsFrom: string };
  };
  /** Seconds. */
  readonly expected?: number;
  readonly category?: string;
  /** Where the rule stands, for messages: `.async-fix.yml, rule 2`. */
  readonly says: string;
}

/** All that is known of how long things take before any task is looked at. */
export interface RuntimeKnowledge {
  readonly categories: ReadonlyMap<string, Category>;
  readonly modules: ReadonlyMap<string, string>;
  readonly programs: readonly ProgramRule[];
  readonly rules: readonly RuntimeRule[];
  /** `--expected`, in seconds. */
  readonly expected: number | undefined;
}

/** What the package knows, without any config. */
export const BUILTIN_KNOWLEDGE: RuntimeKnowledge = {
  categories: CATEGORIES,
  modules: MODULE_CATEGORIES,
  programs: PROGRAM_RULES,
  rules: [],
  expected: undefined,
};
