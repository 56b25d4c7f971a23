import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { FolderSource } from "../../src/io/source.js";
import { parseYaml, plainData } from "../../src/yaml/parse.js";
import { SHARED } from "./shared.js";

const CACHE = fileURLToPath(new URL("../../.cache/", import.meta.url));

/** What a careful engineer decided about one asynchronous task of the corpus (shared/labels.json). */
export interface Label {
  /** The corpus' folder. */
  readonly repo: string;
  readonly file: string;
  /** The line of the task's `-`, from 1. */
  readonly line: number;
  /** Where `async` can be raised: `literal`, `template-number`, `follow-variable`, `n/a`, or `refuse:` and why. */
  readonly raise: string;
  /** `set:30`, `keep` or `n/a`. */
  readonly poll: string;
  /** What waits for a fire-and-forget job: `already`, `append`, `n/a`, or `refuse:` and why. */
  readonly verify: string;
  /** What is wrong with the status tasks that wait for it. */
  readonly status_defects: readonly string[];
  readonly bash: boolean;
  /** `role`, `block`, `n/a`, or `refuse:` and why. */
  readonly wrap: string;
}

/** @returns undefined where there is no shared folder */
export function readLabels(): readonly Label[] | undefined {
  if (SHARED === undefined) return undefined;
  return JSON.parse(readFileSync(join(SHARED, "labels.json"), "utf8")) as readonly Label[];
}

/**
 * The folder with the corpus' repositories, unpacked once into `.cache/corpus`. Read only.
 *
 * @throws Error where it can't be unpacked
 */
export function corpusFolder(shared: string): string {
  const folder = join(CACHE, "corpus");
  if (existsSync(folder)) return folder;
  mkdirSync(CACHE, { recursive: true });
  const fresh = mkdtempSync(join(CACHE, "corpus-"));
  const run = spawnSync(join(shared, "corpus", "unpack"), [fresh], { encoding: "utf8" });
  if (run.status !== 0) throw new Error(`corpus/unpack: ${run.error?.message ?? run.stderr}`);
  try {
    renameSync(fresh, folder);
  } catch {
    // Another test was faster.
    rmSync(fresh, { recursive: true, force: true });
  }
  return folder;
}

/** The files of one of the corpus' repositories. */
export function corpusSource(repository: string): FolderSource {
  return new FolderSource(["."], {
    exclude: [],
    useIgnore: false,
    cwd: repository,
    parseYaml: (text) => {
      const parsed = parseYaml(text);
      const document = parsed.ok ? parsed.file.documents[0] : undefined;
      return document === undefined ? undefined : plainData(document);
    },
  });
}
