import { LineIndex, type Position, type Span } from "../text/span.js";
import {
  keyText,
  type YamlDocument,
  type YamlEntry,
  type YamlFile,
  type YamlItem,
  type YamlMap,
  type YamlNode,
  type YamlSeq,
} from "../yaml/tree.js";
import { type Action, readAction } from "./action.js";
import type { Directive } from "./directives.js";
import type { BlockList, PlayList } from "./keywords.js";
import { TaskSelection } from "./selection.js";

/** Where a task's value comes from. What is not its own is shared: an edit there would change other tasks. */
export type Origin = "own" | "alias" | "merge";

/** A keyword of a play, block or task with its effective value. */
export interface Keyword {
  readonly key: string;
  /** The entry as written, at the node itself or in the map that a merge key brings in. */
  readonly entry: YamlEntry;
  /** The value, an alias followed. */
  readonly value: YamlNode;
  readonly origin: Origin;
}

/** How many maps a chain of merge keys may pass through; PyYAML has no bound, no playbook comes near. */
const MERGE_DEPTH = 32;

/** The effective entries of a map: own keys win over merged ones, of equal keys the last wins (PyYAML, flatten_mapping). */
export function effectiveKeywords(map: YamlMap, document: YamlDocument): readonly Keyword[] {
  const found = new Map<string, Keyword>();
  const take = (from: YamlMap, merged: boolean, depth: number): void => {
    const merges: YamlNode[] = [];
    const own = new Map<string, Keyword>();
    for (const entry of from.entries) {
      const key = keyText(entry);
      if (key === undefined) continue;
      if (key === "<<" && entry.key.kind === "scalar" && entry.key.style === "plain") {
        merges.push(entry.value);
        continue;
      }
      const value = followAlias(entry.value, document);
      const aliased = entry.value.kind === "alias";
      own.set(key, { key, entry, value, origin: merged ? "merge" : aliased ? "alias" : "own" });
    }
    for (const [key, keyword] of own) if (!found.has(key)) found.set(key, keyword);
    if (depth < MERGE_DEPTH) for (const merge of merges) takeMerge(merge, depth + 1);
  };
  const takeMerge = (node: YamlNode, depth: number): void => {
    const target = followAlias(node, document);
    if (target.kind === "map") take(target, true, depth);
    else if (target.kind === "seq") for (const item of target.items) takeMerge(item.value, MERGE_DEPTH);
  };
  take(map, false, 0);
  return [...found.values()];
}

/** The node that an alias stands for; an unknown or endless alias stands for itself. */
export function followAlias(node: YamlNode, document: YamlDocument): YamlNode {
  let at = node;
  for (let hops = 0; at.kind === "alias" && hops < MERGE_DEPTH; hops++) {
    const target = document.anchors.get(at.name);
    if (target === undefined) return at;
    at = target;
  }
  return at;
}

/** What plays, blocks and tasks have in common: a map with keywords, at a place in a file. */
abstract class Keyworded {
  #keywords: ReadonlyMap<string, Keyword> | undefined;

  constructor(
    readonly file: AnsibleFile,
    readonly document: YamlDocument,
    readonly node: YamlMap,
    /** The item of the list that holds it, from its `-`. */
    readonly item: YamlItem,
  ) {}

  /** All effective keywords, by name. */
  get keywords(): ReadonlyMap<string, Keyword> {
    this.#keywords ??= new Map(effectiveKeywords(this.node, this.document).map((k) => [k.key, k]));
    return this.#keywords;
  }

  has(key: string): boolean {
    return this.keywords.has(key);
  }

  keyword(key: string): Keyword | undefined {
    return this.keywords.get(key);
  }

  /** The effective value of a keyword. */
  value(key: string): YamlNode | undefined {
    return this.keywords.get(key)?.value;
  }

  /** The text of a keyword that is a scalar. */
  text(key: string): string | undefined {
    const value = this.value(key);
    return value?.kind === "scalar" ? value.text : undefined;
  }

  get span(): Span {
    return this.item.span;
  }

  /** The line of its `-`, from 1. */
  get line(): number {
    return this.file.position(this.item.span.start).line;
  }
}

/** A list of tasks and blocks. */
export interface TaskList {
  /** `file` is the list that a tasks or handlers file consists of, `other` one found in data that Ansible is handed later. */
  readonly role: PlayList | BlockList | "file" | "other";
  readonly seq: YamlSeq;
  readonly document: YamlDocument;
  readonly file: AnsibleFile;
  readonly parent: Play | Block | undefined;
  readonly items: readonly (Task | Block)[];
}

export class Play extends Keyworded {
  readonly kind = "play";
  lists: readonly TaskList[] = [];
}

/** What tasks and blocks share: a place in a list. */
abstract class Listed extends Keyworded {
  constructor(
    file: AnsibleFile,
    document: YamlDocument,
    node: YamlMap,
    item: YamlItem,
    readonly list: TaskList,
    readonly index: number,
  ) {
    super(file, document, node, item);
  }

  get name(): string | undefined {
    return this.text("name");
  }

  /** Its name or, without one, its action's: what people call it. */
  get label(): string {
    return this.name ?? "block";
  }

  /** The `# async-fix:` comments that speak of it. */
  get directives(): readonly Directive[] {
    return this.file.directivesFor(this);
  }

  /** The tasks and blocks before it in its list, nearest last. */
  get before(): readonly (Task | Block)[] {
    return this.list.items.slice(0, this.index);
  }

  /** The tasks and blocks after it in its list. */
  get after(): readonly (Task | Block)[] {
    return this.list.items.slice(this.index + 1);
  }

  /** The blocks and the play around it, innermost first. */
  get parents(): readonly (Block | Play)[] {
    const chain: (Block | Play)[] = [];
    for (let at = this.list.parent; at !== undefined; at = at.kind === "block" ? at.list.parent : undefined)
      chain.push(at);
    return chain;
  }

  get play(): Play | undefined {
    return this.parents.find((parent): parent is Play => parent.kind === "play");
  }

  /** The nearest value of an inheritable keyword: its own, else that of the blocks and the play around it. */
  inherited(key: string): { readonly keyword: Keyword; readonly by: Task | Block | Play } | undefined {
    const self = this as unknown as Task | Block;
    for (const at of [self, ...this.parents]) {
      const keyword = at.keyword(key);
      if (keyword !== undefined) return { keyword, by: at };
    }
    return undefined;
  }
}

export class Block extends Listed {
  readonly kind = "block";
  lists: readonly TaskList[] = [];

  /** Those of the block itself: what stands among its tasks speaks of them. */
  override get directives(): readonly Directive[] {
    const inside = ({ span }: Directive): boolean =>
      this.lists.some(({ seq }) => span.start >= seq.span.start && span.end <= seq.span.end);
    return super.directives.filter((directive) => !inside(directive));
  }
}

export class Task extends Listed {
  readonly kind = "task";
  #action: Action | undefined;
  #read = false;

  /** What it runs; undefined where Ansible would find no action, or more than one. */
  get action(): Action | undefined {
    if (!this.#read) {
      this.#action = readAction([...this.keywords.values()]);
      this.#read = true;
    }
    return this.#action;
  }

  override get label(): string {
    return this.name ?? this.action?.module ?? "task";
  }

  /** Is it in a list of handlers? */
  get isHandler(): boolean {
    return (
      this.list.role === "handlers" ||
      this.parents.some((parent) => parent.kind === "block" && parent.list.role === "handlers") ||
      this.file.kind === "handlers"
    );
  }
}

export type FileKind = "playbook" | "tasks" | "handlers" | "data";

/** One file as Ansible sees it. */
export class AnsibleFile {
  plays: readonly Play[] = [];
  /** All task lists of the file, outer before inner, in source order. */
  lists: readonly TaskList[] = [];
  kind: FileKind = "data";
  #lines: LineIndex | undefined;

  /**
   * @param path as messages, diffs and edits name it: relative to the working directory, with `/`
   * @param directivesFor finds the comments that speak of a task (directives.ts)
   */
  constructor(
    readonly path: string,
    readonly yaml: YamlFile,
    readonly directivesFor: (placed: { readonly span: Span }) => readonly Directive[],
    /** `# async-fix: ignore-file` near the top. */
    readonly ignored: boolean,
  ) {}

  get source(): string {
    return this.yaml.source;
  }

  position(offset: number): Position {
    this.#lines ??= new LineIndex(this.source);
    return this.#lines.position(offset);
  }

  /** All tasks, at any depth, in source order. */
  tasks(): TaskSelection {
    return new TaskSelection(
      this.lists
        .flatMap((list) => list.items.filter((item): item is Task => item.kind === "task"))
        .sort((a, b) => a.span.start - b.span.start),
    );
  }
}
