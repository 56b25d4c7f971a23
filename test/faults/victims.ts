import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { COMMAND } from "../cli/command.js";

/** The long versions of these tests: `ASYNC_FIX_FULL=1 npx vitest run test/faults`. */
export const FULL = process.env["ASYNC_FIX_FULL"] === "1";

/** A folder of files that all want fixing, and what each is before and after. */
export interface Victims {
  readonly folder: string;
  readonly names: readonly string[];
}

export function oldText(name: string): string {
  return `# ${name}\n- name: Dump\n  command: pg_dump app\n  async: 60\n  poll: 2\n`;
}

export function newText(name: string): string {
  return oldText(name).replace("async: 60", "async: 3600").replace("poll: 2", "poll: 30");
}

export function victimsIn(folder: string, count: number): Victims {
  const names = Array.from({ length: count }, (_, i) => `${String(i).padStart(4, "0")}.yml`);
  const victims = { folder, names };
  restore(victims);
  return victims;
}

/** Makes all files what they were before. */
export function restore({ folder, names }: Victims): void {
  for (const name of names) writeFileSync(join(folder, name), oldText(name));
}

/** How many files are as before and how many as after, and the names of those that are neither. */
export function states({ folder, names }: Victims): { old: number; now: number; broken: readonly string[] } {
  const texts = names.map((name) => [name, readFileSync(join(folder, name), "utf8")] as const);
  return {
    old: texts.filter(([name, text]) => text === oldText(name)).length,
    now: texts.filter(([name, text]) => text === newText(name)).length,
    broken: texts
      .filter(([name, text]) => text !== oldText(name) && text !== newText(name))
      .map(([name]) => name),
  };
}

/** What is in the folder besides the files. */
export function strangers({ folder, names }: Victims): readonly string[] {
  const known = new Set(names);
  return readdirSync(folder).filter((name) => !known.has(name));
}

export interface Running {
  readonly child: ChildProcess;
  /** Resolves when the command has shown the diffs of so many files; it goes on meanwhile. */
  readonly shown: (files: number) => Promise<void>;
  readonly ended: Promise<{ readonly status: number | null; readonly err: string }>;
}

/** Starts a run that writes, without waiting for its end. */
export function startWriting({ folder }: Victims, ...args: readonly string[]): Running {
  // exec: the process that gets the signals is the command itself.
  const child = spawn(
    "sh",
    ["-c", `exec ${COMMAND} "$@"`, "async-fix", "--allow-dirty", "-q", ...args, "."],
    {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let out = "";
  let err = "";
  const waiting: { readonly files: number; readonly resolve: () => void }[] = [];
  const count = (): number => out.split("async 60 -> 3600").length - 1;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
    const files = count();
    for (const each of waiting) if (files >= each.files) each.resolve();
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  return {
    child,
    shown: (files) => new Promise((resolve) => waiting.push({ files, resolve })),
    ended: new Promise((resolve) => child.on("close", (status) => resolve({ status, err }))),
  };
}
