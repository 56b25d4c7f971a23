import { dirname } from "node:path";
import type { FileProblem, FileResult } from "../engine/result.js";
import type { FolderSource } from "../io/source.js";
import { sweepTemporaries } from "../io/temporary.js";
import { createFile, replaceFile, WriteError } from "../io/write.js";

/** Writes what a run has changed, file by file. */
export class Writer {
  readonly #swept = new Set<string>();

  constructor(readonly source: FolderSource) {
    for (const folder of source.looked.littered) this.#sweep(folder);
  }

  /** @returns why the file could not be written; it is then as it was */
  write(file: FileResult): FileProblem | undefined {
    const { path, before, after } = file;
    const { roots } = this.source.looked;
    try {
      const opened = before === undefined ? undefined : this.source.opened(path);
      if (before !== undefined && opened === undefined) return { path, message: "vanished; run again" };
      const target = opened?.file.path ?? this.source.absolute(path);
      this.#sweep(dirname(target));
      if (opened === undefined) createFile(target, after, roots);
      else replaceFile(target, opened.text, after, opened.identity, roots);
      return undefined;
    } catch (error) {
      if (!(error instanceof WriteError)) throw error;
      return { path, message: error.message };
    }
  }

  #sweep(folder: string): void {
    if (this.#swept.has(folder)) return;
    this.#swept.add(folder);
    sweepTemporaries(folder);
  }
}
