import { firstIndex } from "../text/bisect.js";
import type { DiscoveredFile } from "./discover.js";
import { MAX_FILE_BYTES, OPEN_NO_LINK, readInto, readWhole, whileOpen } from "./regular.js";

/** Where one file's bytes are in a block. */
export interface Placed {
  readonly file: DiscoveredFile;
  readonly start: number;
  readonly end: number;
}

/**
 * The bytes of many files, back to back: a word is sought in all of them at once, since a search for each file
 * costs more than reading it.
 */
export interface Block {
  readonly bytes: Buffer;
  readonly files: readonly Placed[];
}

/** Told of a file that can't be read, with the system's error, or TOO_LARGE. */
export type Unreadable = (file: DiscoveredFile, error: unknown) => void;

const BLOCK_BYTES = 1024 * 1024;

/** The files of a block that hold a word. Two files never make one word together. */
export function* holding({ bytes, files }: Block, word: Buffer): Generator<Placed> {
  let from = 0;
  for (;;) {
    const at = bytes.indexOf(word, from);
    if (at === -1) return;
    const placed = files[firstIndex(files.length, (i) => (files[i]?.end ?? 0) > at)];
    if (placed === undefined) return;
    const isWhole = at + word.length <= placed.end;
    if (isWhole) yield placed;
    from = isWhole ? placed.end : at + 1;
  }
}

/** Reads files into blocks. */
export class BlockReader {
  #spare: Buffer | undefined;

  /** Has the memory of a block that nobody looks at any more used for another. */
  release(block: Block): void {
    if (block.bytes.buffer.byteLength === BLOCK_BYTES) this.#spare = Buffer.from(block.bytes.buffer);
  }

  /** @param failed is told of each file that is in no block, before the block that would have held it */
  *read(files: Iterable<DiscoveredFile>, failed: Unreadable): Generator<Block> {
    let bytes = this.#memory();
    let placed: Placed[] = [];
    let used = 0;
    for (const file of files) {
      let end = readTo(file, bytes, used, failed);
      if (end === "no room") {
        if (used > 0) {
          yield { bytes: bytes.subarray(0, used), files: placed };
          bytes = this.#memory();
          placed = [];
          used = 0;
        }
        end = readTo(file, bytes, used, failed);
      }
      if (end === "no room") {
        const whole = readLarge(file, failed);
        if (whole !== undefined) yield { bytes: whole, files: [{ file, start: 0, end: whole.length }] };
      } else if (end !== undefined) {
        placed.push({ file, start: used, end });
        used = end;
      }
    }
    if (placed.length > 0) yield { bytes: bytes.subarray(0, used), files: placed };
  }

  #memory(): Buffer {
    const memory = this.#spare ?? Buffer.allocUnsafeSlow(BLOCK_BYTES);
    this.#spare = undefined;
    return memory;
  }
}

function readTo(
  file: DiscoveredFile,
  bytes: Buffer,
  from: number,
  failed: Unreadable,
): number | "no room" | undefined {
  return opened(file, failed, (fd) => readInto(fd, bytes, from) ?? "no room");
}

/** A copy: what reads whole files has one buffer for all of them. */
function readLarge(file: DiscoveredFile, failed: Unreadable): Buffer | undefined {
  return opened(file, failed, (fd) => {
    const bytes = readWhole(fd);
    if (bytes === undefined) throw TOO_LARGE;
    return Buffer.from(bytes);
  });
}

/** What is said of a file that is larger than anything that an Ansible user writes. */
export const TOO_LARGE = new RangeError(
  `is larger than ${MAX_FILE_BYTES / 1024 / 1024} MiB and was not read; leave it out with --exclude`,
);

function opened<T>(file: DiscoveredFile, failed: Unreadable, use: (fd: number) => T): T | undefined {
  try {
    return whileOpen(file.path, OPEN_NO_LINK, use);
  } catch (error) {
    failed(file, error);
    return undefined;
  }
}
