import type { Expr } from "../jinja/ast.js";
import { parseExpression } from "../jinja/parser.js";
import { parseTemplate } from "../jinja/template.js";
import { keyText, type YamlEntry, type YamlNode, type YamlScalar } from "../yaml/tree.js";
import type { Block, Play, Task } from "./model.js";

/** One Jinja expression of a task, block or play. Its spans are offsets into `scalar.text`. */
export interface TaskExpression {
  readonly node: Expr;
  readonly scalar: YamlScalar;
  /** The entry that holds the scalar, or the list that the scalar is an item of. */
  readonly entry: YamlEntry;
  /** The keyword of the task that it is under: `when`, `until`, `vars`, or the action's name. */
  readonly keyword: string;
  /** The keys below the keyword down to the scalar: `["that"]`, `["jid"]`. */
  readonly path: readonly string[];
  /** A condition: the text is an expression without braces, and only its truth matters. */
  readonly condition: boolean;
}

/** Keywords whose text is a bare expression (playbook/conditional.py, playbook/task.py). */
const CONDITIONS: ReadonlySet<string> = new Set(["when", "until", "changed_when", "failed_when"]);
/** Arguments that are bare expressions: assert's and fail's `that`, debug's `var`. */
const BARE_ARGUMENTS: ReadonlySet<string> = new Set(["that", "var"]);
/** Keywords that hold other tasks: theirs are not this one's. */
const TASK_LISTS: ReadonlySet<string> = new Set([
  "block",
  "rescue",
  "always",
  "tasks",
  "pre_tasks",
  "post_tasks",
  "handlers",
]);

interface Place {
  readonly entry: YamlEntry;
  readonly keyword: string;
  readonly path: readonly string[];
}

function* scalars(node: YamlNode, place: Place): Generator<Place & { readonly scalar: YamlScalar }> {
  if (node.kind === "scalar") yield { ...place, scalar: node };
  else if (node.kind === "seq") for (const item of node.items) yield* scalars(item.value, place);
  else if (node.kind === "map") {
    for (const entry of node.entries) {
      yield* scalars(entry.value, {
        entry,
        keyword: place.keyword,
        path: [...place.path, keyText(entry) ?? ""],
      });
    }
  }
}

function isBare({ keyword, path }: Place): boolean {
  return (CONDITIONS.has(keyword) && path.length === 0) || BARE_ARGUMENTS.has(path.at(-1) ?? "");
}

function expressionsOf(scalar: YamlScalar, place: Place): readonly TaskExpression[] {
  const { text } = scalar;
  const bare = isBare(place);
  const about = { scalar, entry: place.entry, keyword: place.keyword, path: place.path };
  if (bare && !text.includes("{{") && !text.includes("{%")) {
    const parsed = parseExpression(text);
    const condition = place.path.at(-1) !== "var";
    return parsed.ok ? [{ ...about, node: parsed.node, condition }] : [];
  }
  if (!text.includes("{{") && !text.includes("{%")) return [];
  return parseTemplate(text).parts.flatMap((part): TaskExpression[] => {
    if (part.kind === "statement")
      return part.expressions.map((node) => ({ ...about, node, condition: false }));
    if (part.kind !== "output" || !part.parsed.ok) return [];
    const whole = text.slice(0, part.span.start).trim() === "" && text.slice(part.span.end).trim() === "";
    return [{ ...about, node: part.parsed.node, condition: bare && whole }];
  });
}

const known = new WeakMap<object, readonly TaskExpression[]>();

/** Every Jinja expression of a task, block or play itself, without those of the tasks inside. */
export function expressionsIn(holder: Task | Block | Play): readonly TaskExpression[] {
  let found = known.get(holder);
  if (found === undefined) {
    found = [...holder.keywords.values()]
      .filter(({ key }) => !TASK_LISTS.has(key))
      .flatMap(({ key, entry, value }) =>
        [...scalars(value, { entry, keyword: key, path: [] })].flatMap(({ scalar, ...place }) =>
          expressionsOf(scalar, place),
        ),
      );
    known.set(holder, found);
  }
  return found;
}
