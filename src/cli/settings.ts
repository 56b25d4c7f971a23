import { relative } from "node:path";
import { type Config, findConfig, knowledgeOf, readConfig } from "../config.js";
import type { Transform, TransformOptions } from "../index.js";
import type { DiscoverOptions } from "../io/discover.js";
import { parseYaml, plainData } from "../yaml/parse.js";
import { chooseTransforms } from "./choose-transforms.js";
import { coreVersion, type FixOptions } from "./options.js";

/** What a run goes by, the command line's word before the config's. */
export interface Settings {
  readonly transforms: readonly Transform[];
  readonly options: TransformOptions;
  readonly discovery: DiscoverOptions;
}

/** The oldest ansible-core that the output runs on by default: the oldest that the suite runs. */
const TARGET_CORE = [2, 14] as const;

async function configFor(options: FixOptions, cwd: string): Promise<Config | undefined> {
  if (options.config === false) return undefined;
  if (typeof options.config === "string") return readConfig(options.config, options.config);
  const path = findConfig(cwd);
  return path === undefined ? undefined : readConfig(path, relative(cwd, path));
}

function firstDocument(text: string): unknown {
  const parsed = parseYaml(text);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  const [document] = parsed.file.documents;
  return document === undefined ? undefined : plainData(document);
}

/** Globs of the config are relative to its folder, those of the command line to the working directory. */
function excludes(options: FixOptions, config: Config | undefined, cwd: string): readonly string[] {
  const base = config === undefined ? "" : relative(cwd, config.folder).replaceAll("\\", "/");
  return [
    ...options.exclude,
    ...(config?.file.exclude ?? []).map((glob) => (base === "" ? glob : `${base}/${glob}`)),
  ];
}

/**
 * @param cwd absolute
 * @throws Failure, ConfigError
 */
export async function settingsFor(options: FixOptions, cwd: string): Promise<Settings> {
  const config = await configFor(options, cwd);
  const transforms = await chooseTransforms({
    only: options.transform,
    also: [...options.also, ...(config?.file.also ?? [])],
    skip: [...options.skip, ...(config?.file.skip ?? [])],
  });
  const target = config?.file.target_core;
  return {
    transforms,
    options: {
      runtime: knowledgeOf(config, options.expected, cwd),
      place: options.place ?? config?.file.place ?? "end",
      targetCore: options.targetCore ?? (target === undefined ? TARGET_CORE : coreVersion(String(target))),
    },
    discovery: {
      exclude: excludes(options, config, cwd),
      useIgnore: options.ignore,
      cwd,
      parseYaml: firstDocument,
    },
  };
}
