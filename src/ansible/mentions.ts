import type { AnsibleFile, Block, Play, Task } from "./model.js";

/** What has keywords of its own, and so expressions. */
export type Holder = Task | Block | Play;

/** The plays of a file, and its blocks and tasks, list by list: those of a block behind all of the list it is in. */
export function* holdersOf(file: AnsibleFile): Generator<Holder> {
  yield* file.plays;
  for (const list of file.lists) yield* list.items;
}

/** A character by its number, or a line break that is none: what a double-quoted scalar may spell a word with. */
const SPELLED = /\\(?:[xuU]|\r?\n)/;

const known = new WeakMap<AnsibleFile, boolean>();

/** Are there words that do not stand where they count: behind an alias or a merge key, or spelled with escapes? */
function isIndirect(file: AnsibleFile): boolean {
  let indirect = known.get(file);
  if (indirect === undefined) {
    indirect = SPELLED.test(file.source) || file.yaml.documents.some(({ aliased }) => aliased.size > 0);
    known.set(file, indirect);
  }
  return indirect;
}

/**
 * Can a word stand in the values of a play, block or task, its children's included? Asked before its
 * expressions are read, which takes a hundred times as long. False is sure, true is not.
 */
export function mayMention(holder: Holder, word: string): boolean {
  const { start, end } = holder.span;
  return isIndirect(holder.file) || holder.file.source.slice(start, end).includes(word);
}

/** The same for a whole file. */
export function fileMayMention(file: AnsibleFile, word: string): boolean {
  return isIndirect(file) || file.source.includes(word);
}
