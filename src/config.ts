import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { repositoryRoot } from "./io/repository.js";
import { DURATION_FORMS, parseDuration } from "./runtime/duration.js";
import { BUILTIN_KNOWLEDGE, type RuntimeKnowledge, type RuntimeRule } from "./runtime/knowledge.js";
import { oneLine } from "./text/escape.js";
import { LineIndex } from "./text/span.js";
import { parseYaml, plainData } from "./yaml/parse.js";

/** A config that can't be used. The message is one line and names the file. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

export const CONFIG_NAME = ".async-fix.yml";

/** The file as schema/config.schema.json describes it. */
export interface ConfigFile {
  readonly expected?: string | number;
  readonly rules?: readonly {
    readonly match: {
      readonly name?: string;
      readonly module?: string;
      readonly command?: string;
      readonly file?: string;
    };
    readonly expected?: string | number;
    readonly category?: string;
  }[];
  readonly categories?: Readonly<
    Record<string, { readonly poll?: number; readonly assumed?: string | number | false }>
  >;
  readonly assume?: boolean;
  readonly modules?: Readonly<Record<string, string>>;
  readonly programs?: Readonly<Record<string, string>>;
  readonly also?: readonly string[];
  readonly skip?: readonly string[];
  readonly exclude?: readonly string[];
  readonly place?: "end" | "after";
  readonly target_core?: string;
}

/** A config and the folder that its paths are relative to. */
export interface Config {
  /** As messages name it. */
  readonly shown: string;
  /** Absolute, links resolved, with `/`. */
  readonly folder: string;
  readonly file: ConfigFile;
}

/** The nearest config from a folder upwards, stopping at the repository's root. */
export function findConfig(folder: string): string | undefined {
  const top = repositoryRoot(folder);
  for (let at = folder; ; at = dirname(at)) {
    const path = join(at, CONFIG_NAME);
    if (existsSync(path)) return path;
    if (at === top || at === dirname(at) || top === undefined) return undefined;
  }
}

/**
 * Reads a config. It is data: nothing in it is run, and its patterns are matched without regular expressions.
 *
 * @param shown the path as messages name it
 * @throws ConfigError when it can't be read, is no YAML or is not as the schema wants it
 */
export async function readConfig(path: string, shown: string): Promise<Config> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    throw new ConfigError(`${oneLine(shown)}: can't be read; name a file that can, or pass --no-config`);
  }
  const parsed = parseYaml(text);
  if (!parsed.ok) {
    const { line } = new LineIndex(text).position(parsed.problem.offset);
    throw new ConfigError(
      `${oneLine(shown)}:${line}: not YAML: ${oneLine(parsed.problem.message.split("\n", 1)[0] ?? "")}`,
    );
  }
  const [document] = parsed.file.documents;
  const data = document === undefined ? undefined : plainData(document);
  const file = (data ?? {}) as ConfigFile;
  const wrong = (await schemaError(file)) ?? undefinedCategory(file) ?? badDuration(file);
  if (wrong !== undefined) throw new ConfigError(`${oneLine(shown)}: ${oneLine(wrong)}`);
  return { shown, folder: dirname(realpathSync(path)).replaceAll("\\", "/"), file };
}

/** The schema's verdict. Ajv is loaded only where there is a config to check. */
async function schemaError(data: unknown): Promise<string | undefined> {
  // Its only name in the bundle: what a CommonJS module exports is not told there before it runs.
  const [{ default: ajvModule }, schema] = await Promise.all([
    import("ajv"),
    import("../schema/config.schema.json", { with: { type: "json" } }),
  ]);
  const ajv = new ajvModule.Ajv({ allErrors: false, allowUnionTypes: true });
  const validate = ajv.compile(schema.default);
  if (validate(data)) return undefined;
  const [error] = validate.errors ?? [];
  const where =
    error?.instancePath === undefined || error.instancePath === ""
      ? "the file"
      : error.instancePath.slice(1).replaceAll("/", ".");
  const unknown =
    error?.keyword === "additionalProperties" ? ` ("${String(error.params["additionalProperty"])}")` : "";
  return `${where} ${error?.message ?? "is not valid"}${unknown}; see "async-fix init" for what can be set`;
}

function where(...keys: readonly (string | number)[]): string {
  return keys.join(".");
}

/** The categories that modules, programs and rules name have to be there. */
function undefinedCategory(file: ConfigFile): string | undefined {
  const known = [...BUILTIN_KNOWLEDGE.categories.keys(), ...Object.keys(file.categories ?? {})];
  const used: readonly (readonly [place: string, category: string | undefined])[] = [
    ...Object.entries(file.modules ?? {}).map(
      ([name, category]) => [where("modules", name), category] as const,
    ),
    ...Object.entries(file.programs ?? {})
      .filter(([, category]) => category !== "neutral")
      .map(([name, category]) => [where("programs", name), category] as const),
    ...(file.rules ?? []).map(({ category }, i) => [where("rules", i, "category"), category] as const),
  ];
  const wrong = used.find(([, category]) => category !== undefined && !known.includes(category));
  return wrong && `${wrong[0]}: category "${wrong[1]}" is not defined; known: ${known.join(", ")}`;
}

/** What the schema's pattern can't tell: that a duration is above 0 and not beyond counting. */
function badDuration(file: ConfigFile): string | undefined {
  const written: readonly (readonly [place: string, duration: string | number | false | undefined])[] = [
    ["expected", file.expected],
    ...(file.rules ?? []).map(({ expected }, i) => [where("rules", i, "expected"), expected] as const),
    ...Object.entries(file.categories ?? {}).map(
      ([name, { assumed }]) => [where("categories", name, "assumed"), assumed] as const,
    ),
  ];
  const wrong = written.find(
    ([, duration]) =>
      duration !== undefined && duration !== false && parseDuration(String(duration)) === undefined,
  );
  return wrong && `${wrong[0]}: "${wrong[1]}" is no duration; write ${DURATION_FORMS}`;
}

/** Of a duration that readConfig has let pass. */
function seconds(written: string | number): number | undefined {
  return parseDuration(String(written));
}

/**
 * What is known of runtimes with a config's word added to the package's own.
 *
 * @param expected `--expected`, in seconds
 * @param cwd absolute: what the paths of a run's files are relative to
 */
export function knowledgeOf(
  config: Config | undefined,
  expected: number | undefined,
  cwd: string,
): RuntimeKnowledge {
  if (config === undefined) return { ...BUILTIN_KNOWLEDGE, expected };
  const { file } = config;
  const categories = new Map(BUILTIN_KNOWLEDGE.categories);
  for (const [name, { poll, assumed }] of Object.entries(file.categories ?? {})) {
    const known = categories.get(name);
    const guess = assumed === undefined ? known?.assumed : assumed === false ? undefined : seconds(assumed);
    categories.set(name, { poll: poll ?? known?.poll ?? 15, assumed: guess });
  }
  if (file.assume === false)
    for (const [name, category] of categories) categories.set(name, { ...category, assumed: undefined });
  const programs = Object.entries(file.programs ?? {}).map(([program, category]) => ({ program, category }));
  return {
    categories,
    modules: new Map([
      ...Object.entries(file.modules ?? {}),
      ...withoutKeys(BUILTIN_KNOWLEDGE.modules, file.modules),
    ]),
    programs: [...programs, ...BUILTIN_KNOWLEDGE.programs],
    rules: (file.rules ?? []).map((rule, index) => ruleOf(rule, index, config, cwd)),
    expected: expected ?? (file.expected === undefined ? undefined : seconds(file.expected)),
  };
}

function withoutKeys(
  map: ReadonlyMap<string, string>,
  other: Readonly<Record<string, string>> | undefined,
): readonly (readonly [string, string])[] {
  return [...map].filter(([name]) => other === undefined || !Object.hasOwn(other, name));
}

function ruleOf(
  rule: NonNullable<ConfigFile["rules"]>[number],
  index: number,
  config: Config,
  cwd: string,
): RuntimeRule {
  const { match, category } = rule;
  const { file, ...others } = match;
  const expected = rule.expected === undefined ? undefined : seconds(rule.expected);
  return {
    match: {
      ...others,
      ...(file === undefined ? {} : { file: { pattern: `${config.folder}/${file}`, pathsFrom: cwd } }),
    },
    ...(expected === undefined ? {} : { expected }),
    ...(category === undefined ? {} : { category }),
    says: `rule ${index + 1} of ${config.shown}`,
  };
}
