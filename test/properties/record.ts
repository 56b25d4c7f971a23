import type { Fix, Transform } from "../../src/index.js";
import { inOrder } from "../../src/text/edit.js";
import type { FileEdit } from "../../src/transform/types.js";
import type { YamlFile } from "../../src/yaml/tree.js";

/** What one call of a transform wanted, and the trees whose nodes its deltas name. */
export interface Recorded {
  readonly transform: string;
  readonly fixes: readonly Fix[];
  /** The files that the fixes edit, by path, as they were. */
  readonly files: ReadonlyMap<string, YamlFile>;
}

/** Transforms that note down their fixes, and all that was noted. */
export function recording(transforms: readonly Transform[]): {
  readonly transforms: readonly Transform[];
  readonly recorded: readonly Recorded[];
} {
  const recorded: Recorded[] = [];
  const noting = transforms.map(
    (transform): Transform => ({
      ...transform,
      run(file, project, options) {
        const findings = [...transform.run(file, project, options)];
        const fixes = findings.flatMap(({ outcome }) => ("fix" in outcome ? [outcome.fix] : []));
        const paths = fixes.flatMap((fix) => fix.edits.map((edit) => edit.file));
        const files = new Map(
          paths.flatMap((path) => {
            const edited = project.file(path);
            return edited === undefined ? [] : [[path, edited.yaml] as const];
          }),
        );
        recorded.push({ transform: transform.id, fixes, files });
        return findings;
      },
    }),
  );
  return { transforms: noting, recorded };
}

/** An edit, whose it is, and whether the result shows it. */
interface Seen {
  readonly fix: Fix;
  readonly done: boolean;
}

/**
 * Tells from the bytes alone which fixes were applied to a file: between the edits every byte must be as it
 * was, and at each edit there must be either its text or what was there.
 *
 * @returns the fixes applied; undefined where other bytes changed
 */
export function appliedFixes(
  before: string,
  after: string,
  path: string,
  fixes: readonly Fix[],
): readonly Fix[] | undefined {
  const edits = inOrder(
    fixes.flatMap((fix) => fix.edits.filter((edit) => edit.file === path).map((edit) => ({ ...edit, fix }))),
  );
  const match = (index: number, at: number, from: number, last?: FileEdit): readonly Seen[] | undefined => {
    const next = edits[index];
    if (next === undefined) return before.slice(at) === after.slice(from) ? [] : undefined;
    const { fix, ...edit } = next;
    const then = (done: boolean, ...rest: Parameters<typeof match>): readonly Seen[] | undefined => {
      const seen = match(...rest);
      return seen === undefined ? undefined : [{ fix, done }, ...seen];
    };
    // An edit within one that was applied, or the same again: another fix wants the same, or gave way.
    if (edit.span.start < at || isSame(edit, last))
      return then(isSame(edit, last), index + 1, at, from, last);
    const kept = before.slice(at, edit.span.start);
    if (!after.startsWith(kept, from)) return undefined;
    const here = from + kept.length;
    const applied = after.startsWith(edit.text, here)
      ? then(true, index + 1, edit.span.end, here + edit.text.length, edit)
      : undefined;
    return applied ?? then(false, index + 1, edit.span.start, here, last);
  };
  const seen = match(0, 0, 0);
  if (seen === undefined) return undefined;
  return fixes.filter((fix) => seen.every((each) => each.fix !== fix || each.done));
}

function isSame(edit: FileEdit, other: FileEdit | undefined): boolean {
  return (
    other !== undefined &&
    edit.span.start === other.span.start &&
    edit.span.end === other.span.end &&
    edit.text === other.text
  );
}
