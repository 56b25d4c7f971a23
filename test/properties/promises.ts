import type { Step } from "../../src/engine/result.js";
import type { Transform, TransformOptions } from "../../src/index.js";
import type { Delta } from "../../src/transform/delta.js";
import { parseYaml } from "../../src/yaml/parse.js";
import { disagreement } from "../pyyaml/compare.js";
import type { PyYaml } from "../pyyaml/reader.js";
import type { Tree } from "../pyyaml/tree.js";
import { runOn, textsAfter } from "../support/run.js";
import { undeclared } from "./graph.js";
import type { Files } from "./playbook.js";
import { appliedFixes, type Recorded, recording } from "./record.js";

export interface How {
  /** `--expected`, in seconds. */
  readonly expected: number | undefined;
  readonly place: TransformOptions["place"];
  readonly safeOnly: boolean;
}

/** Milliseconds that a run may take, and what each further kilobyte may add: only a hang is slower. */
const MAX_MS = 4000;
const MAX_MS_PER_KB = 400;

function setupOf({ expected, place, safeOnly }: How) {
  return { safeOnly, options: { place }, ...(expected === undefined ? {} : { expected }) };
}

function comments(text: string): readonly string[] {
  const parsed = parseYaml(text);
  return parsed.ok ? parsed.file.comments.map((comment) => comment.text) : [];
}

/**
 * Are all the comments there, new ones among them or not?
 *
 * @param inOrder a task that is written anew takes its comments along with what they speak of
 */
function keepsComments(before: string, after: string, inOrder: boolean): boolean {
  if (!inOrder) {
    const there = [...comments(after)];
    return comments(before).every((comment) => there.splice(there.indexOf(comment) >>> 0, 1).length === 1);
  }
  const left = [...comments(before)];
  for (const comment of comments(after)) if (comment === left[0]) left.shift();
  return left.length === 0;
}

/** How many keys of mappings are there twice: Ansible warns of each. */
function twins(tree: Tree): number {
  switch (tree[0]) {
    case "tag":
      return twins(tree[2]);
    case "seq":
      return tree[1].reduce((sum, item) => sum + twins(item), 0);
    case "map": {
      const keys = tree[1].map(([key]) => JSON.stringify(key.slice(0, 2)));
      const below = tree[1].reduce((sum, [, value]) => sum + twins(value), 0);
      return below + keys.length - new Set(keys).size;
    }
    default:
      return 0;
  }
}

function sum(trees: readonly Tree[]): number {
  return trees.reduce((all, tree) => all + twins(tree), 0);
}

/** What two fixes both say: bytes don't tell which of two that want the same was applied. */
function withoutTwins(deltas: readonly Delta[]): readonly Delta[] {
  const isTwin = (one: Delta, other: Delta): boolean =>
    (one.op === "add" && other.op === "add" && one.map === other.map && one.key === other.key) ||
    (one.op === "remove" && other.op === "remove" && one.entry === other.entry);
  return deltas.filter((delta, at) => !deltas.slice(0, at).some((other) => isTwin(delta, other)));
}

/** Checks one step of a run: its bytes, and its data as PyYAML sees them. */
async function checkStep(
  { before, after, transform }: Step,
  path: string,
  recorded: readonly Recorded[],
  pyyaml: PyYaml,
): Promise<string | undefined> {
  const wrong = (what: string): string => `${transform}: ${what}\n--- before\n${before}\n--- after\n${after}`;
  // The read-me of a role that a fix creates.
  if (!/\.ya?ml$/.test(path)) return undefined;
  const result = await pyyaml.read(after);
  const there = disagreement(after, result);
  if (there !== undefined) return wrong(`the result: ${there}`);
  if ("error" in result) return wrong(`the result does not load: ${result.error}`);
  const mine = recorded.filter(
    (each) => each.transform === transform && each.files.get(path)?.source === before,
  );
  const yaml = mine[0]?.files.get(path);
  // A file that a fix creates has no text before.
  if (yaml === undefined) return before === "" ? undefined : wrong("no fix names it");
  const wanted = mine.flatMap((each) => each.fixes);
  const fixes = appliedFixes(before, after, path, wanted);
  if (fixes === undefined) return wrong("bytes changed that no edit names");
  const trees = await pyyaml.read(before);
  if ("error" in trees) return wrong(`a file was changed that does not load: ${trees.error}`);
  const more = sum(result.documents) - sum(trees.documents);
  if (more > 0) return wrong(`${more} keys are there twice`);
  const deltas = withoutTwins(fixes.flatMap((fix) => fix.delta.filter((delta) => delta.file === path)));
  const rewritten = deltas.some(({ op }) => op === "replace");
  if (!keepsComments(before, after, !rewritten)) return wrong("a comment is gone");
  const found = undeclared({ documents: yaml.documents, trees: trees.documents }, result.documents, deltas);
  return found === undefined ? undefined : wrong(`not what was declared, at ${found}`);
}

/**
 * Runs transforms over texts and checks what is promised of every run.
 *
 * @returns the first promise that is broken, with what broke it
 */
export async function broken(
  files: Files,
  transforms: readonly Transform[],
  how: How,
  pyyaml: PyYaml,
): Promise<string | undefined> {
  const { transforms: noting, recorded } = recording(transforms);
  const setup = setupOf(how);
  const started = performance.now();
  const result = runOn(files, { ...setup, transforms: noting });
  const took = performance.now() - started;
  const size = Object.values(files).reduce((sum, text) => sum + text.length, 0);
  if (took > MAX_MS + (size / 1024) * MAX_MS_PER_KB)
    return `it took ${Math.round(took)} ms for ${size} characters`;

  const bug = result.problems.find((problem) => problem.message.includes("please report"));
  if (bug !== undefined) return bug.message;
  for (const file of result.files) {
    if (file.before !== undefined && file.before !== files[file.path])
      return `${file.path} was read otherwise`;
    for (const step of file.steps) {
      const found = await checkStep(step, file.path, recorded, pyyaml);
      if (found !== undefined) return found;
    }
  }
  const after = textsAfter(files, result);
  const again = runOn(after, { ...setup, transforms });
  const moved = again.files.find((file) => file.status === "changed");
  if (moved !== undefined)
    return `a second run changes ${moved.path}: ${moved.steps.map((step) => step.transform)}\n--- first\n${moved.before}\n--- second\n${moved.after}`;
  return undefined;
}
