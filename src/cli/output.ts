import { writeFileSync } from "node:fs";
import { Failure } from "./failure.js";

/** Where the report goes: standard output, or the file of `--output`, written when the run is over. */
export class Output {
  readonly #parts: string[] = [];

  constructor(readonly path: string | undefined) {}

  /** Does it go to a person's terminal? */
  get isTerminal(): boolean {
    return this.path === undefined && process.stdout.isTTY === true;
  }

  write(text: string): void {
    if (this.path === undefined) process.stdout.write(text);
    else this.#parts.push(text);
  }

  /** @throws Failure */
  close(): void {
    if (this.path === undefined) return;
    try {
      writeFileSync(this.path, this.#parts.join(""));
    } catch (error) {
      throw new Failure(
        `the report can't be written to ${this.path}: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
}
