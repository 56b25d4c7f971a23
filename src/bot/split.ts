import { createHash } from "node:crypto";
import type { PlacedFile } from "./commits.js";

/** Files that go into one request. */
export interface Part {
  /** What the request is about, where it is not everything: `roles/db`, or the rest. */
  readonly scope: string | undefined;
  /** The end of the branch's name. */
  readonly slug: string;
  readonly files: readonly PlacedFile[];
}

export const BRANCH_PREFIX = "async-fix/";
const REST = "outside of roles";

/** `roles/db` of `site/roles/db/tasks/main.yml`, with what stands before it. */
function roleOf(path: string): string | undefined {
  const parts = path.split("/");
  const at = parts.indexOf("roles");
  return at === -1 || at + 2 >= parts.length ? undefined : parts.slice(0, at + 2).join("/");
}

/** Everything in one request. */
export function whole(files: readonly PlacedFile[]): readonly Part[] {
  return [{ scope: undefined, slug: "fixes", files }];
}

/**
 * One part for each role and one for what is in no role. A fix that changes several files keeps them together, so
 * two roles that share one are one part, under the name of the first.
 */
export function perRole(files: readonly PlacedFile[]): readonly Part[] {
  const groups = new Groups();
  const byFix = new Map<string, string>();
  for (const { path, result } of files) {
    const group = roleOf(path) ?? REST;
    groups.add(group);
    for (const step of result.steps) {
      // A fix's note stands in every file that the fix changes, and names its task: the same note, the same fix.
      for (const note of step.notes) {
        const key = JSON.stringify([step.transform, note.text]);
        const other = byFix.get(key);
        if (other === undefined) byFix.set(key, group);
        else groups.join(group, other);
      }
    }
  }
  const parts = new Map<string, PlacedFile[]>();
  for (const file of files) {
    const scope = groups.of(roleOf(file.path) ?? REST);
    const list = parts.get(scope);
    if (list === undefined) parts.set(scope, [file]);
    else list.push(file);
  }
  return [...parts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([scope, list]) => ({ scope, slug: `role/${slugOf(scope)}`, files: list }));
}

/** What a branch and a title can be made of, whatever the folder is called. */
export function slugOf(name: string): string {
  const plain = name
    .replace(/^roles\//, "")
    .replace(/[^A-Za-z0-9_-]+/g, "-")
    .replace(/^-+|(?<!-)-+$/g, "")
    .slice(0, 60);
  if (plain === name.replace(/^roles\//, "")) return plain;
  // Two names must not meet in one branch.
  return [plain, createHash("sha256").update(name).digest("hex").slice(0, 8)].filter(Boolean).join("-");
}

/** Which groups belong together: a union-find, the first name in the alphabet stands for all. */
class Groups {
  readonly #over = new Map<string, string>();

  add(name: string): void {
    if (!this.#over.has(name)) this.#over.set(name, name);
  }

  of(name: string): string {
    let at = name;
    for (let over = this.#over.get(at); over !== undefined && over !== at; over = this.#over.get(at))
      at = over;
    return at;
  }

  join(a: string, b: string): void {
    const [first, second] = [this.of(a), this.of(b)].sort((x, y) => rank(x) - rank(y) || (x < y ? -1 : 1));
    if (first !== undefined && second !== undefined) this.#over.set(second, first);
  }
}

/** A role's name says more than the rest's. */
function rank(name: string): number {
  return name === REST ? 1 : 0;
}
