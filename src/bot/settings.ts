import type { FileProblem, FileResult } from "../engine/result.js";
import type { TransformNotes } from "../report/markdown.js";
import type { Transform } from "../transform/types.js";
import type { ForgeName } from "./forge.js";

/** How the bot is to behave; see `async-fix pr --help`. */
export interface BotSettings {
  readonly dryRun: boolean;
  readonly perRole: boolean;
  readonly maxOpen: number;
  readonly labels: readonly string[];
  readonly reviewers: readonly string[];
  readonly draft: boolean;
  readonly title: string | undefined;
  readonly base: string | undefined;
  /** `Name <address>`. */
  readonly author: string | undefined;
  readonly forge: ForgeName | undefined;
  readonly forgeUrl: string | undefined;
  /** The name of a git remote. */
  readonly remote: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Absolute. */
  readonly cwd: string;
  readonly notesOf: (transform: string) => TransformNotes | undefined;
}

/** What the transforms say of the files of a base branch. */
export interface Fixes {
  readonly transforms: readonly Transform[];
  readonly files: readonly FileResult[];
  readonly problems: readonly FileProblem[];
  readonly scanned: number;
}

/**
 * Runs the transforms over a check-out.
 *
 * @param cwd the folder in it that stands for the user's working directory
 * @param root the check-out's root
 */
export type Fixer = (cwd: string, root: string) => Promise<Fixes>;

export interface Log {
  /** What was done: standard output. */
  readonly say: (line: string) => void;
  /** Warnings: standard error. */
  readonly warn: (line: string) => void;
}
