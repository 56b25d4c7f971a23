import { isUtf8 } from "node:buffer";
import { fstatSync } from "node:fs";
import { type Block, BlockReader, holding, type Placed, TOO_LARGE } from "./blocks.js";
import type { DiscoveredFile } from "./discover.js";
import type { Problem } from "./problem.js";
import { codeOf, reasonOf } from "./problem.js";
import { OPEN_NO_LINK, readWhole, whileOpen } from "./regular.js";

/** Which file it was, to tell before writing that it still is. Its bytes are compared too, so no times here. */
export interface FileIdentity {
  readonly dev: bigint;
  readonly ino: bigint;
}

export interface ScannedFile {
  readonly file: DiscoveredFile;
  /** Whole and unchanged: encoded as UTF-8 it gives the file's bytes back, a BOM among them. */
  readonly text: string;
  readonly identity: FileIdentity;
}

export interface Scan {
  /** The files that hold at least one of the needles, in the order of the files. */
  readonly matching: readonly ScannedFile[];
  readonly problems: readonly Problem[];
}

interface Needle {
  readonly utf8: Buffer;
  readonly utf16le: Buffer;
  readonly utf16be: Buffer;
}

const LINE_FEED = 0x0a;

/** What may be kept: the YAML of a repository with 8,000 playbooks fits in. */
const MAX_KEPT = 16 * 1024 * 1024;

/** The blocks that were read first, so that looking up a word reads only the other files again. */
export class KeptBlocks {
  readonly blocks: Block[] = [];
  #left = MAX_KEPT;

  /** Keeps the block, unless it is too much. */
  keep(block: Block): boolean {
    const { byteLength } = block.bytes.buffer;
    if (byteLength > this.#left) return false;
    this.#left -= byteLength;
    this.blocks.push(block);
    return true;
  }
}

/**
 * Reads every file once and keeps the text of those that hold a needle, as bytes and with its case.
 * A file without one costs an open, a read and a close; whether it is UTF-8 is nobody's business then.
 *
 * @param kept where the bytes go, for `filesHolding`
 */
export function scan(
  files: readonly DiscoveredFile[],
  needles: readonly string[],
  kept = new KeptBlocks(),
): Scan {
  const sought = needles.map(needleOf);
  const results = new Map<DiscoveredFile, ScannedFile | Problem>();
  const reader = new BlockReader();
  for (const block of reader.read(files, (file, error) => results.set(file, unreadable(file, error)))) {
    for (const file of matchingIn(block, sought)) results.set(file, readText(file));
    for (const placed of block.files)
      if (holdsInUtf16(block, placed, sought)) results.set(placed.file, problemOf(placed.file, UTF16));
    if (!kept.keep(block)) reader.release(block);
  }
  const inOrder = files.flatMap((file) => results.get(file) ?? []);
  return {
    matching: inOrder.filter((result) => "text" in result),
    problems: inOrder.filter((result) => "message" in result),
  };
}

function matchingIn(block: Block, needles: readonly Needle[]): ReadonlySet<DiscoveredFile> {
  return new Set(needles.flatMap(({ utf8 }) => [...holding(block, utf8)].map(({ file }) => file)));
}

/**
 * For each word (of letters, digits and `_`) the files that hold it: in other encodings, and in files that can't be read, it is
 * not found. Nothing is decoded and nothing kept.
 *
 * @returns the files as they are shown, in their order
 */
export function filesHolding(
  files: readonly DiscoveredFile[],
  words: readonly string[],
  kept = new KeptBlocks(),
): ReadonlyMap<string, readonly string[]> {
  const order = new Map(files.map((file, at) => [file.path, at]));
  const found = new Map<string, number[]>(words.map((word) => [word, []]));
  const lookThrough = words.length > FEW ? amongMany(new Set(words)) : amongFew(words);
  const look = (block: Block): void => {
    for (const [word, { file }] of lookThrough(block)) {
      const at = order.get(file.path);
      if (at !== undefined) found.get(word)?.push(at);
    }
  };
  const known = new Set(kept.blocks.flatMap((block) => block.files.map(({ file }) => file.path)));
  for (const block of kept.blocks) look(block);
  const reader = new BlockReader();
  const others = files.filter(({ path }) => !known.has(path));
  for (const block of reader.read(others, () => undefined)) {
    look(block);
    reader.release(block);
  }
  return new Map(
    [...found].map(([word, places]) => [
      word,
      places.sort((a, b) => a - b).flatMap((at) => files[at]?.display ?? []),
    ]),
  );
}

/** So many words are sought one by one: for each the bytes are gone through once. */
const FEW = 20;

type LookThrough = (block: Block) => Iterable<readonly [word: string, holder: Placed]>;

function amongFew(words: readonly string[]): LookThrough {
  const sought = words.map((word) => ({ word, bytes: Buffer.from(word) }));
  return function* (block) {
    for (const { word, bytes } of sought) for (const placed of holding(block, bytes)) yield [word, placed];
  };
}

/** Every word of the files is looked up: a file of 10,000 variables is gone through once, not 10,000 times. */
function amongMany(words: ReadonlySet<string>): LookThrough {
  return function* ({ bytes, files }) {
    for (const placed of files) {
      const held = new Set<string>();
      for (const [word] of bytes.toString("utf8", placed.start, placed.end).matchAll(/[\w\u0080-\uffff]+/g))
        if (words.has(word)) held.add(word);
      for (const word of held) yield [word, placed];
    }
  };
}

/** One file's text, whatever is in it: a variables file that a task refers to, or a file that a fix adds to. */
export function readText(file: DiscoveredFile): ScannedFile | Problem {
  try {
    return whileOpen(file.path, OPEN_NO_LINK, (fd) => {
      const bytes = readWhole(fd);
      if (bytes === undefined) throw TOO_LARGE;
      const text = decode(bytes);
      if (text === undefined) return notUtf8(file, bytes);
      const { dev, ino } = fstatSync(fd, { bigint: true });
      return { file, text, identity: { dev, ino } };
    });
  } catch (error) {
    return unreadable(file, error);
  }
}

function needleOf(text: string): Needle {
  const utf16le = Buffer.from(text, "utf16le");
  return { utf8: Buffer.from(text), utf16le, utf16be: Buffer.from(utf16le).swap16() };
}

const UTF16 = "is UTF-16, which Ansible does not read (it takes UTF-8 only); convert it with iconv";

function problemOf(file: DiscoveredFile, message: string, line?: number): Problem {
  return line === undefined ? { path: file.display, message } : { path: file.display, line, message };
}

function unreadable(file: DiscoveredFile, error: unknown): Problem {
  if (codeOf(error) !== "ENOENT") return problemOf(file, reasonOf(error));
  // Node turns the bytes of a name that are not UTF-8 into U+FFFD, and then there is no such file.
  return problemOf(
    file,
    file.path.includes("\ufffd")
      ? "has a name that is not UTF-8; rename it"
      : "vanished while the folder was read; run again",
  );
}

/** A BOM is part of the text: it has to be there when the text is written, and Buffer keeps it. */
function decode(bytes: Buffer): string | undefined {
  return isUtf8(bytes) ? bytes.toString("utf8") : undefined;
}

/** The first byte that differs once the bad sequences have become U+FFFD is where the text stops being UTF-8. */
function notUtf8(file: DiscoveredFile, bytes: Buffer): Problem {
  const replaced = Buffer.from(bytes.toString("utf8"));
  let offset = 0;
  while (offset < bytes.length && bytes[offset] === replaced[offset]) offset++;
  let line = 1;
  for (let at = 0; at < offset; at++) if (bytes[at] === LINE_FEED) line++;
  return problemOf(file, `is not UTF-8 (byte ${offset}, line ${line}); Ansible reads UTF-8 only`, line);
}

function holdsInUtf16({ bytes }: Block, { start, end }: Placed, needles: readonly Needle[]): boolean {
  const littleEndian = bytes[start] === 0xff && bytes[start + 1] === 0xfe;
  const bigEndian = bytes[start] === 0xfe && bytes[start + 1] === 0xff;
  if ((!littleEndian && !bigEndian) || end - start < 2) return false;
  const own = bytes.subarray(start, end);
  return needles.some((needle) => own.includes(littleEndian ? needle.utf16le : needle.utf16be));
}
