import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import type { Tree } from "./tree.js";

const ROOT = join(import.meta.dirname, "..", "..");

/** `c` is libyaml, which Ansible uses where it can; `python` is PyYAML's own scanner. */
export type Loader = "c" | "python";

/** What PyYAML makes of a text: see scripts/pyyaml/trees.py. */
export type Answer =
  | { readonly documents: readonly Tree[] }
  | { readonly error: string; readonly at: number | null; readonly stage: "read" | "construct" };

/** The Python that `node scripts/ansible/install.mjs pyyaml` makes, else one that has PyYAML already. */
function findPython(): string | undefined {
  const own = join(ROOT, ".cache/ansible/pyyaml/bin/python");
  if (existsSync(own)) return own;
  const probe = spawnSync("python3", ["-c", "import yaml; assert yaml.__with_libyaml__"]);
  return probe.status === 0 ? "python3" : undefined;
}

const PYTHON = findPython();

/** Appended to the names of tests that need PyYAML, so that what is skipped says why. */
export const SKIPPED = PYTHON === undefined ? " (skipped: node scripts/ansible/install.mjs pyyaml)" : "";
export const HAS_PYYAML = PYTHON !== undefined;

/** The real PyYAML in a process of its own, asked line by line. Answers come in the order of the questions. */
export class PyYaml {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #lines: Interface;
  readonly #waiting: { readonly answer: (line: string) => void; readonly fail: (error: Error) => void }[] =
    [];

  constructor() {
    this.#process = spawn(PYTHON ?? "python3", [join(ROOT, "scripts/pyyaml/trees.py")]);
    this.#process.stderr.pipe(process.stderr);
    this.#lines = createInterface({ input: this.#process.stdout });
    this.#lines.on("line", (line) => this.#waiting.shift()?.answer(line));
    this.#process.on("exit", (status) => {
      for (const { fail } of this.#waiting) fail(new Error(`trees.py ended with ${status}`));
    });
  }

  read(text: string, loader: Loader = "c"): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ answer: (line) => resolve(JSON.parse(line) as Answer), fail: reject });
      this.#process.stdin.write(`${JSON.stringify({ text, loader })}\n`);
    });
  }

  close(): void {
    this.#process.stdin.end();
    this.#lines.close();
  }
}
