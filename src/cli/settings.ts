import { relative, resolve } from "node:path";
import { type Config, ConfigError, findConfig, knowledgeOf, readConfig } from "../config.js";
import type { Transform, TransformOptions } from "../index.js";
import type { DiscoverOptions } from "../io/discover.js";
import { displayOf } from "../io/paths.js";
import { oneLine } from "../text/escape.js";
import { parseYaml, plainData } from "../yaml/parse.js";
import { chooseTransforms, whyUnknown } from "./choose-transforms.js";
import { coreVersion, type RunOptions } from "./options.js";

/** What a run goes by, the command line's word before the config's. */
export interface Settings {
  readonly transforms: readonly Transform[];
  readonly options: TransformOptions;
  readonly discovery: DiscoverOptions;
}

/** The oldest ansible-core that the output runs on by default: the oldest that the suite runs. */
const TARGET_CORE = [2, 14] as const;

async function configFor(options: RunOptions, cwd: string): Promise<Config | undefined> {
  if (options.config === false) return undefined;
  if (typeof options.config === "string") return readConfig(resolve(cwd, options.config), options.config);
  const path = findConfig(cwd);
  return path === undefined ? undefined : readConfig(path, relative(cwd, path));
}

/** @throws ConfigError where the config names a transform that is not there */
function checkIds(config: Config | undefined): void {
  for (const key of ["also", "skip"] as const) {
    const why = config?.file[key]?.map(whyUnknown).find((each) => each !== undefined);
    if (why !== undefined) throw new ConfigError(oneLine(`${config?.shown}: ${key}: ${why}`));
  }
}

function configuredCore(config: Config | undefined): readonly [number, number] | undefined {
  const written = config?.file.target_core;
  return written === undefined ? undefined : coreVersion(written);
}

function firstDocument(text: string): unknown {
  const parsed = parseYaml(text);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  const [document] = parsed.file.documents;
  return document === undefined ? undefined : plainData(document);
}

/**
 * Globs of the config are relative to its folder, those of the command line to the working directory. One
 * without a `/` is a name at any depth, wherever it is written.
 */
function excludes(options: RunOptions, config: Config | undefined): readonly string[] {
  return [
    ...options.exclude,
    ...(config?.file.exclude ?? []).map((glob) =>
      glob.includes("/") ? `${literalGlob(config?.folder ?? "")}/${glob}` : glob,
    ),
  ];
}

/** A folder's name as a glob that matches only itself. */
function literalGlob(path: string): string {
  return path.replace(/[\\*?[\]{}()!+@|^$]/g, "\\$&");
}

/**
 * @param cwd absolute
 * @throws Failure, ConfigError
 */
export async function settingsFor(options: RunOptions, cwd: string): Promise<Settings> {
  const config = await configFor(options, cwd);
  checkIds(config);
  const transforms = await chooseTransforms({
    only: options.transform,
    also: [...options.also, ...(config?.file.also ?? [])],
    skip: [...options.skip, ...(config?.file.skip ?? [])],
  });
  return {
    transforms,
    options: {
      runtime: knowledgeOf(config, options.expected, cwd),
      place: options.place ?? config?.file.place ?? "end",
      rolePath: options.rolePath === undefined ? undefined : displayOf(resolve(cwd, options.rolePath), cwd),
      targetCore: options.targetCore ?? configuredCore(config) ?? TARGET_CORE,
    },
    discovery: {
      exclude: excludes(options, config),
      useIgnore: options.ignore,
      cwd,
      parseYaml: firstDocument,
    },
  };
}
