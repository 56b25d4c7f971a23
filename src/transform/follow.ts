import type { Task } from "../ansible/model.js";
import type { Project } from "../ansible/project.js";
import { type TimingKey, timing } from "../ansible/timing.js";
import type { Definition, Read } from "../ansible/variables.js";
import type { Deciding } from "../jinja/numbers.js";
import type { YamlScalar } from "../yaml/tree.js";

/** Where the number behind a variable can be changed, or why it can't. */
export type Followed =
  | { readonly kind: "undefined" }
  | {
      readonly kind: "literal";
      readonly definition: Definition;
      readonly scalar: YamlScalar;
      readonly value: number;
      /** The tasks whose keyword takes its value from the variable. */
      readonly readers: readonly Task[];
    }
  | { readonly kind: "fixed"; readonly why: string; readonly values: readonly number[] };

function placeOf(path: string, line: number | undefined): string {
  return line === undefined ? path : `${path}:${line}`;
}

function places(all: readonly { readonly path: string; readonly line: number | undefined }[]): string {
  const shown = all.slice(0, 3).map(({ path, line }) => placeOf(path, line));
  return all.length > shown.length
    ? `${shown.join(", ")} and ${all.length - shown.length} more`
    : shown.join(", ");
}

function definitionPlaces(definitions: readonly Definition[]): string {
  return places(definitions.map(({ file, line }) => ({ path: file.path, line })));
}

/** A number that a definition is, in any spelling that int() takes. */
function literalNumber(
  definition: Definition,
): { readonly scalar: YamlScalar; readonly value: number } | undefined {
  const scalar = definition.entry.value;
  if (scalar.kind !== "scalar") return undefined;
  const value =
    typeof scalar.value === "string"
      ? Number(/^\s*\d+\s*$/.test(scalar.value) ? scalar.value : Number.NaN)
      : scalar.value;
  return typeof value === "number" && Number.isSafeInteger(value) ? { scalar, value } : undefined;
}

/** Does the value of a keyword come to exactly this variable (or its default)? */
export function isVariable(deciding: Deciding, name: string): boolean {
  return (
    (deciding.kind === "variable" || deciding.kind === "default") &&
    deciding.variable.root === name &&
    deciding.variable.path.length === 0
  );
}

function readersOf(
  name: string,
  key: TimingKey,
  paths: ReadonlySet<string>,
  project: Project,
): readonly Task[] {
  return [...paths].flatMap((path) => [
    ...(project
      .file(path)
      ?.tasks()
      .filter((task) => {
        const time = timing(task, key);
        return time.kind === "template" && isVariable(time.deciding, name);
      }) ?? []),
  ]);
}

/**
 * Follows a variable that decides a timing keyword to its definition.
 *
 * It may be changed there when it is a literal, defined once among the given paths, and read only as the
 * value of that keyword: then nothing else can notice.
 */
export function followVariable(name: string, task: Task, key: TimingKey, project: Project): Followed {
  const { definitions, reads } = project.variable(name, task.file);
  const [definition, ...more] = definitions;
  if (definition === undefined) return { kind: "undefined" };
  const literals = definitions.map(literalNumber);
  const values = literals.flatMap((literal) => literal?.value ?? []);
  const complete = values.length === definitions.length ? values : [];
  const where = definitionPlaces(definitions);
  const refuse = (why: string): Followed => ({ kind: "fixed", why, values: complete });

  if (more.length > 0) return refuse(`${name} is defined in ${definitions.length} places: ${where}`);
  const literal = literals[0];
  if (literal === undefined) return refuse(`${name} is defined in ${where}, not as a number`);
  if (!definition.given) return refuse(`${name} is defined in ${where}, which is not among the given paths`);
  const { anchor } = literal.scalar;
  if (definition.entry.value !== literal.scalar || anchor !== undefined)
    return refuse(`${name} is defined in ${where} through an anchor`);

  const readers = readersOf(
    name,
    key,
    new Set(reads.filter((read) => read.as !== "text").map((read) => read.path)),
    project,
  );
  const lines = new Set(readers.map((reader) => placeOf(reader.file.path, lineOf(reader, key))));
  const others = reads.filter((read: Read) => !lines.has(placeOf(read.path, read.line)));
  if (others.length > 0) return refuse(`${name} (defined in ${where}) is also read in ${places(others)}`);
  return { kind: "literal", definition, ...literal, readers };
}

function lineOf(task: Task, key: TimingKey): number | undefined {
  const value = task.value(key);
  return value === undefined ? undefined : task.file.position(value.span.start).line;
}
