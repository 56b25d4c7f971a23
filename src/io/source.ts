import { existsSync, readdirSync, realpathSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { type DiscoveredFile, type DiscoverOptions, discover } from "./discover.js";
import { displayOf, isInside } from "./paths.js";
import type { Problem } from "./problem.js";
import { filesHolding, KeptBlocks, readText, type ScannedFile, scan } from "./scan.js";

/** Every file worth parsing holds one of these: a task's `poll` may be there without an `async`. */
const NEEDLES = ["async", "poll:"] as const;

/** Documents for people: a variable's name in them is no use of it. */
const PROSE = /\.(?:md|markdown|rst|txt|adoc|html?)$/i;

/** How much of a run's files a caller has to look at. */
export interface Looked {
  /** Files whose bytes were searched. */
  readonly scanned: number;
  /** Folders that a run which died may have left temporary files in. */
  readonly littered: readonly string[];
  readonly problems: readonly Problem[];
  /** Absolute: nothing outside may be written. */
  readonly roots: readonly string[];
}

/**
 * The files below the given paths as a project reads them (FileSource): scanned once, those that matter kept
 * in memory, others read when they are asked for.
 */
export class FolderSource {
  readonly candidates: readonly string[];
  readonly looked: Looked;
  readonly #read = new Map<string, ScannedFile | undefined>();
  readonly #cwd: string;
  readonly #kept = new KeptBlocks();
  /** Where the name of a variable can stand. */
  readonly #searchable: readonly DiscoveredFile[];

  /**
   * @param paths as the user gave them
   * @param keep which of the discovered files to look at, by absolute path (`--since`)
   */
  constructor(
    paths: readonly string[],
    options: DiscoverOptions,
    keep: (path: string) => boolean = () => true,
  ) {
    this.#cwd = options.cwd;
    const found = discover(paths, options);
    this.#searchable = [...found.files, ...found.others].filter((file) => !PROSE.test(file.display));
    const files = found.files.filter((file) => keep(file.path));
    const { matching, problems } = scan(files, NEEDLES, this.#kept);
    for (const file of matching) this.#read.set(file.file.display, file);
    this.candidates = matching.map((file) => file.file.display);
    this.looked = {
      scanned: files.length,
      littered: found.littered,
      problems: [...found.problems, ...problems],
      roots: found.roots,
    };
  }

  read(path: string): string | undefined {
    return this.#file(path)?.text;
  }

  /** What was read, with which file it was: for writing it back. */
  opened(path: string): ScannedFile | undefined {
    return this.#file(path);
  }

  absolute(path: string): string {
    return resolve(this.#cwd, path);
  }

  mentioning(names: readonly string[]): ReadonlyMap<string, readonly string[]> {
    return filesHolding(this.#searchable, names, this.#kept);
  }

  list(folder: string): readonly string[] {
    try {
      return readdirSync(this.absolute(folder)).sort();
    } catch {
      // No such folder: a role without defaults.
      return [];
    }
  }

  mayCreate(path: string): boolean {
    // As createFile does: the nearest folder that is there has to be inside, whatever links lead to it.
    let existing = this.absolute(path);
    while (!existsSync(existing) && existing !== dirname(existing)) existing = dirname(existing);
    return isInside(realpathSync.native(existing), this.looked.roots);
  }

  #file(path: string): ScannedFile | undefined {
    if (!this.#read.has(path)) {
      const absolute = this.absolute(path);
      const result = readText({ path: absolute, display: displayOf(absolute, this.#cwd) });
      this.#read.set(path, "text" in result ? result : undefined);
    }
    return this.#read.get(path);
  }
}
