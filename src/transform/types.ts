import type { AnsibleFile, Block, Task } from "../ansible/model.js";
import type { Project } from "../ansible/project.js";
import type { RuntimeKnowledge } from "../runtime/knowledge.js";
import type { Edit } from "../text/edit.js";
import type { Span } from "../text/span.js";
import type { Delta } from "./delta.js";

/**
 * Safe: a run whose jobs succeed in time does the same work, in the same order, with the same outcome.
 * Unsafe: waiting, concurrency or the outcome of a failing run can change.
 */
export type Safety = "safe" | "unsafe";

/** An edit and the file it is for. */
export interface FileEdit extends Edit {
  /** As AnsibleFile.path names it. */
  readonly file: string;
}

/** A file that a fix adds to the project. */
export interface NewFile {
  readonly path: string;
  readonly text: string;
}

/** What mends a finding: applied whole or not at all, in all the files it names. */
export interface Fix {
  readonly safety: Safety;
  readonly edits: readonly FileEdit[];
  /** What the edits mean. The engine refuses a file that then differs by anything else. */
  readonly delta: readonly Delta[];
  readonly creates: readonly NewFile[];
}

/** A place that a transform has something to say about. */
export interface Finding {
  readonly file: AnsibleFile;
  readonly task: Task | Block;
  /** Where it is: the value or keyword meant. */
  readonly at: Span;
  /** One line: what is, what becomes of it and why. */
  readonly message: string;
  readonly safety: Safety;
  /** The value as it was and as it is to be, for reports. */
  readonly old?: string;
  readonly new?: string;
  /** Where it can't be mended: why, and how to settle it. Findings with an equal `because` are counted together. */
  readonly outcome:
    | { readonly fix: Fix }
    | { readonly refused: string; readonly because?: string | undefined };
}

/** What a transform may ask of its run. Durations are seconds. */
export interface TransformOptions {
  readonly runtime: RuntimeKnowledge;
  /** Where a verification goes: at the end of its list, or right behind its launch. */
  readonly place: "end" | "after";
  /** The oldest ansible-core that must run the result, as `[2, 14]`. */
  readonly targetCore: readonly [major: number, minor: number];
  /** The folder of roles that a role is written to (`--role-path`); undefined: beside the roles that it serves. */
  readonly rolePath?: string | undefined;
}

/** A transform is a plain value. Its documentation is the doc comment at the head of its file. */
export interface Transform {
  readonly id: string;
  /** What it does, in half a line. */
  readonly title: string;
  /** Whether it runs without being asked for. */
  readonly onByDefault: boolean;
  readonly safety: Safety;
  run(file: AnsibleFile, project: Project, options: TransformOptions): Iterable<Finding>;
}
