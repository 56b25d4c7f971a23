import type { Expr } from "./ast.js";

/** One step of a path: an attribute or key, an index, or `null` where it is only known when the play runs. */
export type Segment = string | number | null;

/** `x.results[0].ansible_job_id`: the root variable and what is taken of it. */
export interface Reference {
  readonly root: string;
  /** Without the root. A `null` is the last segment: what is taken behind it is not told. */
  readonly path: readonly Segment[];
  /**
   * Whether the root is named by a string or reached through another host: `vars['x']`, `hostvars[h].x`,
   * `lookup('vars', 'x')`.
   */
  readonly indirect: boolean;
}

/**
 * @returns what an expression refers to, if it is a name with attributes and subscripts behind it; a lookup
 * of several variables refers to none here (see `lookedUp`)
 */
export function referenceOf(node: Expr): Reference | undefined {
  const chain = chainOf(node);
  return chain === undefined ? undefined : resolve(chain);
}

interface Chain {
  readonly root: string;
  readonly path: readonly Segment[];
  readonly indirect: boolean;
}

/** The whole chain with every `null` in place. */
function chainOf(node: Expr): Chain | undefined {
  const steps: Segment[] = [];
  let at = node;
  while (at.kind === "attribute" || at.kind === "item") {
    steps.push(at.kind === "attribute" ? at.name : segmentOf(at.index));
    at = at.object;
  }
  const path = steps.reverse();
  if (at.kind === "name") return { root: at.name, path, indirect: false };
  const [only, ...others] = lookedUp(at);
  return only === undefined || others.length > 0 ? undefined : { root: only, path, indirect: true };
}

function resolve({ root, path, indirect }: Chain): Reference {
  // The two dictionaries that hold variables: of this host by name, of all hosts by host and then name.
  const depth = indirect ? undefined : HOLDERS.get(root);
  const name = depth === undefined ? undefined : path[depth];
  if (depth !== undefined && typeof name === "string")
    return { root: name, path: known(path.slice(depth + 1)), indirect: true };
  return { root, path: known(path), indirect };
}

/** Where in the path behind each the variable's name is. */
const HOLDERS: ReadonlyMap<string, number> = new Map([
  ["vars", 0],
  ["hostvars", 1],
]);

/** Cut behind the first segment that is not known. */
function known(path: readonly Segment[]): readonly Segment[] {
  const dynamic = path.indexOf(null);
  return dynamic === -1 ? path : path.slice(0, dynamic + 1);
}

function segmentOf(index: Expr): Segment {
  if (index.kind === "string") return index.value;
  if (index.kind === "number" && index.integer) return index.value;
  const negative = index.kind === "unary" && index.operator === "-" && index.operand.kind === "number";
  return negative && index.operand.kind === "number" ? -index.operand.value : null;
}

const LOOKUPS: ReadonlySet<string> = new Set(["lookup", "query", "q"]);
const VARS_PLUGINS: ReadonlySet<string> = new Set(["vars", "ansible.builtin.vars"]);

/** The variables that a call of the `vars` lookup names as literals: `lookup('vars', 'x', 'y')`. */
export function lookedUp(node: Expr): readonly string[] {
  if (node.kind !== "call" || node.callee.kind !== "name" || !LOOKUPS.has(node.callee.name)) return [];
  const [plugin, ...terms] = node.args.positional;
  if (plugin?.kind !== "string" || !VARS_PLUGINS.has(plugin.value)) return [];
  return terms.flatMap((term) => (term.kind === "string" ? [term.value] : []));
}
