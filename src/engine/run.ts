import type { AnsibleFile } from "../ansible/model.js";
import { type FileSource, Project } from "../ansible/project.js";
import { jobMode } from "../ansible/timing.js";
import { applyEdits } from "../text/edit.js";
import { LineIndex } from "../text/span.js";
import type { FileEdit, Finding, Fix, Transform, TransformOptions } from "../transform/types.js";
import { chooseFixes } from "./conflict.js";
import { filesOf, judge, type Verdict } from "./judge.js";
import type { FileProblem, FileResult, Note, RunResult } from "./result.js";
import { RunState } from "./state.js";
import { verify } from "./verify.js";

export interface RunSettings {
  readonly transforms: readonly Transform[];
  readonly options: TransformOptions;
  /** Leave unsafe fixes out. */
  readonly safeOnly: boolean;
  /** Files that must stay as they are, with the reason: by path. */
  readonly untouchable?: ReadonlyMap<string, string>;
  /** Called before each file is looked at by a transform. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** A file that this run must leave alone: thrown to begin the run again without it. */
class Frozen extends Error {
  constructor(readonly problem: FileProblem) {
    super(problem.message);
  }
}

/** Does the text hold what Ansible would take for a task's async? Tells broken playbooks from templates that are no YAML. */
const ASYNC_KEY = /^[ \t]*(?:-[ \t]+)?["']?async["']?[ \t]*:/m;

/**
 * How often the transforms are run again because some of them changed something: what one writes may be
 * another's to mend, and of two fixes for one place the second has to wait. Two rounds are the rule;
 * repair-status mends the launches that one status task may wait for one by one.
 */
const MAX_ROUNDS = 20;

/**
 * Runs the transforms, one after the other, each on the texts that the one before left, until nothing
 * changes any more: so a second run has nothing to do. Nothing is written.
 *
 * A file whose result can't be verified, or on which a transform throws, is left as it was: the run starts
 * again without it, so that a fix that spans several files never lands in some of them only.
 */
export function runTransforms(source: FileSource, settings: RunSettings): RunResult {
  const problems = new Map<string, FileProblem>();
  for (const [path, message] of settings.untouchable ?? []) problems.set(path, { path, message });
  for (;;) {
    try {
      return attempt(source, settings, problems);
    } catch (error) {
      if (!(error instanceof Frozen)) throw error;
      problems.set(error.problem.path, error.problem);
    }
  }
}

function attempt(
  source: FileSource,
  settings: RunSettings,
  frozen: ReadonlyMap<string, FileProblem>,
): RunResult {
  const project = new Project(source);
  const state = new RunState(project);
  const problems: FileProblem[] = [...frozen.values()];
  const skipped = new Set<string>();
  const usable: string[] = [];
  for (const path of source.candidates) {
    if (frozen.has(path)) continue;
    const read = project.read(path);
    if (read?.ok === true) {
      if (!read.file.ignored) usable.push(path);
      continue;
    }
    const problem =
      read === undefined ? undefined : yamlProblem(path, project.text(path) ?? "", read.problem);
    if (problem === undefined) skipped.add(path);
    else problems.push(problem);
  }
  const total = usable.length * settings.transforms.length;
  let done = 0;
  for (let round = 0, changed = true; changed && round < MAX_ROUNDS; round++) {
    changed = false;
    for (const transform of settings.transforms) {
      const findings: Finding[] = [];
      for (const path of usable) {
        if (round === 0) settings.onProgress?.(done++, total);
        const file = project.file(path);
        if (file !== undefined) findings.push(...findingsOf(transform, file, project, settings.options));
      }
      if (applyTransform(transform, findings, state, settings, frozen, round === 0)) changed = true;
    }
    // What fixes created is there to be read in a second run too.
    for (const path of state.created) {
      const text = project.text(path) ?? "";
      if (!usable.includes(path) && /\.ya?ml$/.test(path) && text.includes("async")) usable.push(path);
    }
  }
  return { files: results(state, source, frozen, skipped), problems };
}

function yamlProblem(
  path: string,
  text: string,
  problem: { message: string; offset: number },
): FileProblem | undefined {
  if (!ASYNC_KEY.test(text)) return undefined;
  const [message = ""] = problem.message.split("\n");
  const reason = message.replace(/ at line \d+, column \d+:?$/, "");
  return {
    path,
    line: new LineIndex(text).position(problem.offset).line,
    message: `not YAML: ${reason}; mend it, or leave the file out with --exclude`,
  };
}

function findingsOf(
  transform: Transform,
  file: AnsibleFile,
  project: Project,
  options: TransformOptions,
): readonly Finding[] {
  try {
    return [...transform.run(file, project, options)];
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw new Frozen({
      path: file.path,
      message: `${transform.id} failed: ${what}; the file is left as it is, please report this`,
    });
  }
}

/**
 * Applies what one transform found: all fixes start from the texts as they are now.
 *
 * @param first the round that reports everything; later ones only report what they fix
 * @returns whether anything changed
 */
function applyTransform(
  transform: Transform,
  findings: readonly Finding[],
  state: RunState,
  settings: RunSettings,
  frozen: ReadonlyMap<string, FileProblem>,
  first: boolean,
): boolean {
  const verdicts = new Map<Finding, Verdict>(
    findings.map((finding) => [finding, judge(transform, finding, state.project, settings.safeOnly, frozen)]),
  );
  const { fixes, givenUp } = chooseFixes(findings.filter((each) => verdicts.get(each)?.outcome === "fixed"));
  for (const finding of givenUp)
    verdicts.set(finding, { outcome: "refused", reason: "another fix changes the same place" });
  const fixed = findings.filter((finding) => verdicts.get(finding)?.outcome === "fixed");
  const notes = notesOf(fixed, state);
  for (const [finding, { outcome, reason }] of verdicts) {
    if (!first && outcome !== "fixed") continue;
    state.of(finding.file.path).report(transform, finding, outcome, reason);
  }
  for (const [path, edits] of editsByFile(fixes)) {
    applyToFile(transform, path, edits, fixes, notes.get(path) ?? [], state);
  }
  // Many tasks may need the same new file: the first of them speaks for it.
  for (const { path, text } of fixes.flatMap((fix) => fix.creates))
    createFile(transform, path, text, (notes.get(path) ?? []).slice(0, 1), state);
  return fixes.length > 0;
}

function applyToFile(
  transform: Transform,
  path: string,
  edits: readonly FileEdit[],
  fixes: readonly Fix[],
  notes: readonly Note[],
  state: RunState,
): void {
  const { project } = state;
  const file = project.file(path);
  if (file === undefined) throw new Frozen({ path, message: "it can't be read any more" });
  const deltas = fixes.flatMap((fix) => fix.delta.filter((delta) => delta.file === path));
  let after: string;
  try {
    after = applyEdits(file.source, edits);
  } catch (error) {
    throw new Frozen({
      path,
      message: `${transform.id}: ${error instanceof Error ? error.message : String(error)}; the file is left as it is, please report this`,
    });
  }
  project.replace(path, after);
  // Parsed here once, for the transforms that come after too; if it is wrong the run begins anew without the file.
  const wrong = verify(file.yaml, project.read(path), deltas);
  if (wrong !== undefined) {
    throw new Frozen({
      path,
      message: `${transform.id} could not be verified: ${wrong}; the file is left as it is, please report this`,
    });
  }
  state.of(path).step(transform, file.source, after, edits, notes);
}

function createFile(
  transform: Transform,
  path: string,
  text: string,
  notes: readonly Note[],
  state: RunState,
): void {
  const file = state.of(path);
  if (file.steps.length > 0) return;
  file.step(transform, "", text, [], notes);
  state.project.replace(path, text);
}

/** The files that fixes name, those included in which they only say that something changes: it is verified too. */
function editsByFile(fixes: readonly Fix[]): ReadonlyMap<string, readonly FileEdit[]> {
  const byFile = new Map<string, FileEdit[]>(
    fixes.flatMap((fix) => fix.delta.map(({ file }) => [file, []] as const)),
  );
  for (const edit of fixes.flatMap((fix) => fix.edits)) {
    const edits = byFile.get(edit.file);
    if (edits === undefined) byFile.set(edit.file, [edit]);
    else edits.push(edit);
  }
  return byFile;
}

/** For each file the notes that go above its hunks: where the task is, and why. */
function notesOf(fixed: readonly Finding[], state: RunState): ReadonlyMap<string, readonly Note[]> {
  const notes = new Map<string, Note[]>();
  for (const finding of fixed) {
    if (!("fix" in finding.outcome)) continue;
    const { fix } = finding.outcome;
    const place = state.of(finding.file.path).placeOf(finding);
    const text = `${place}: ${finding.task.label}: ${finding.message}`;
    for (const path of filesOf(fix)) {
      const first = fix.edits
        .filter((edit) => edit.file === path)
        .reduce((least, edit) => Math.min(least, edit.span.start), Number.MAX_SAFE_INTEGER);
      const line = state.project.file(path)?.position(first).line ?? 1;
      const list = notes.get(path);
      if (list === undefined) notes.set(path, [{ line, text }]);
      else list.push({ line, text });
    }
  }
  return notes;
}

function results(
  state: RunState,
  source: FileSource,
  frozen: ReadonlyMap<string, FileProblem>,
  skipped: ReadonlySet<string>,
): readonly FileResult[] {
  const paths = [...new Set([...source.candidates, ...state.files.keys()])];
  return paths.map((path): FileResult => {
    const { before, findings, steps } = state.of(path);
    const file = state.project.file(path);
    const after = steps.at(-1)?.after ?? before ?? "";
    const tasks = file?.tasks().with("async");
    const polled = tasks?.filter((task) => jobMode(task) === "polled");
    // A new file may be no YAML, and its tasks are none of those that were looked at.
    const isNew = before === undefined && steps.length > 0;
    const broken = frozen.has(path) || (file === undefined && !skipped.has(path) && !isNew);
    const status = broken
      ? "error"
      : !isNew && (skipped.has(path) || file?.ignored === true)
        ? "skipped"
        : after === before
          ? "unchanged"
          : "changed";
    return {
      path,
      status,
      findings,
      steps,
      before,
      after,
      tasks: isNew ? 0 : (tasks?.length ?? 0),
      polled: isNew ? 0 : (polled?.length ?? 0),
    };
  });
}
