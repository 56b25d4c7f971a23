import { writeFileSync } from "node:fs";
import type { FileProblem } from "../engine/result.js";
import { reasonOf } from "../io/problem.js";

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

  /** @returns why the file could not be written: no reason to keep the rest of the outcome from the user */
  close(): FileProblem | undefined {
    if (this.path === undefined) return undefined;
    try {
      writeFileSync(this.path, this.#parts.join(""));
      return undefined;
    } catch (error) {
      return { path: this.path, message: `the report can't be written: ${reasonOf(error)}` };
    }
  }
}
