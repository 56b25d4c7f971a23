import { Claims } from "../text/edit.js";
import type { FileEdit, Finding, Fix } from "../transform/types.js";
import type { YamlMap } from "../yaml/tree.js";

function key(edit: FileEdit): string {
  return JSON.stringify([edit.file, edit.span.start, edit.span.end, edit.text]);
}

/** Is everything the fix does already done by others? Two tasks that need one variable raised both say so. */
function isCovered(fix: Fix, taken: ReadonlyMap<string, Fix>): boolean {
  return fix.edits.length > 0 && fix.edits.every((edit) => edit.was !== "" && taken.has(key(edit)));
}

/** The keys that fixes have added, by the mapping: a second of the same name would win over the first. */
class AddedKeys {
  readonly #added = new Map<YamlMap, Set<string>>();

  has(fix: Fix): boolean {
    return fix.delta.some(
      (delta) => delta.op === "add" && this.#added.get(delta.map)?.has(delta.key) === true,
    );
  }

  take(fix: Fix): void {
    for (const delta of fix.delta) {
      if (delta.op !== "add") continue;
      const keys = this.#added.get(delta.map) ?? new Set();
      this.#added.set(delta.map, keys.add(delta.key));
    }
  }
}

export interface Chosen {
  /** The fixes to apply, each of their edits once. */
  readonly fixes: readonly Fix[];
  /** The findings whose fix had to give way to another one. */
  readonly givenUp: ReadonlySet<Finding>;
}

/**
 * Chooses among the fixes of one transform, which all start from one baseline and know nothing of each
 * other: the first come is taken, one that would edit the same place is given up whole, until the next round.
 */
export function chooseFixes(findings: readonly Finding[]): Chosen {
  const taken = new Map<string, Fix>();
  const claims = new Map<string, Claims>();
  const addedKeys = new AddedKeys();
  const fixes: Fix[] = [];
  const givenUp = new Set<Finding>();
  for (const finding of findings) {
    if (!("fix" in finding.outcome)) continue;
    const { fix } = finding.outcome;
    if (isCovered(fix, taken)) continue;
    // Insertions don't clash by their place: two `poll: 0` for one task whose job two status tasks wait for do.
    if (
      addedKeys.has(fix) ||
      fix.edits.some((edit) => taken.has(key(edit)) || claims.get(edit.file)?.clashes(edit))
    ) {
      givenUp.add(finding);
      continue;
    }
    for (const edit of fix.edits) {
      taken.set(key(edit), fix);
      const claimed = claims.get(edit.file) ?? new Claims();
      claims.set(edit.file, claimed);
      claimed.take(edit);
    }
    addedKeys.take(fix);
    fixes.push(fix);
  }
  return { fixes, givenUp };
}
