/** What may be kept: the YAML of a repository with 8,000 playbooks fits in. */
const MAX_BYTES = 16 * 1024 * 1024;
/** Files share blocks of this size: an allocation for each would cost more than reading it again. */
const BLOCK = 1024 * 1024;

/** The bytes of the files that were read first, so that looking up a word reads only the others again. */
export class KeptBytes {
  readonly #files = new Map<string, Buffer>();
  #block = Buffer.alloc(0);
  #used = 0;
  #left = MAX_BYTES;

  /** Copies the bytes, unless they are too many. */
  keep(path: string, bytes: Buffer): void {
    if (bytes.length > BLOCK || bytes.length > this.#left) return;
    if (this.#used + bytes.length > this.#block.length) {
      this.#block = Buffer.allocUnsafeSlow(BLOCK);
      this.#used = 0;
    }
    const copy = this.#block.subarray(this.#used, this.#used + bytes.length);
    copy.set(bytes);
    this.#used += bytes.length;
    this.#left -= bytes.length;
    this.#files.set(path, copy);
  }

  of(path: string): Buffer | undefined {
    return this.#files.get(path);
  }
}
