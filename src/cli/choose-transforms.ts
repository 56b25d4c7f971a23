import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { TRANSFORMS } from "../../transforms/index.js";
import type { Transform } from "../index.js";
import { Failure } from "./failure.js";
import { packageFile } from "./package-files.js";

/** What the command line and the config say of transforms. */
export interface Choice {
  /** `-t`: these only, in this order. */
  readonly only: readonly string[];
  readonly also: readonly string[];
  readonly skip: readonly string[];
}

/** Why an id names no transform; undefined when it names one. */
export function whyUnknown(id: string): string | undefined {
  if (TRANSFORMS.some((transform) => transform.id === id)) return undefined;
  return `there is no transform "${id}"; known: ${TRANSFORMS.map((transform) => transform.id).join(", ")}`;
}

function known(id: string): Transform {
  const found = TRANSFORMS.find((transform) => transform.id === id);
  if (found === undefined) throw new Failure(whyUnknown(id) ?? "");
  return found;
}

/** The transforms to run: those chosen with `-t` in their order, else the default set in the built-in order. */
export async function chooseTransforms({ only, also, skip }: Choice): Promise<readonly Transform[]> {
  for (const id of [...also, ...skip]) known(id);
  const chosen =
    only.length > 0
      ? await Promise.all(only.map(load))
      : TRANSFORMS.filter((transform) => transform.onByDefault || also.includes(transform.id));
  return chosen.filter((transform) => !skip.includes(transform.id));
}

/** A built-in transform by id, or a user's own from a file. Only here does code run that is not ours. */
async function load(name: string): Promise<Transform> {
  if (!/[./\\]/.test(name)) return known(name);
  const path = resolve(name);
  if (!/\.(?:ts|mts|js|mjs)$/.test(path))
    throw new Failure(`"${name}" is no transform: name a .ts, .js or .mjs file, or an id`);
  if (!existsSync(path)) throw new Failure(`the transform file "${name}" does not exist`);
  const { createJiti } = await import("jiti");
  // The file may stand where no node_modules holds this package.
  const index = packageFile("index.js", "index.ts");
  const jiti = createJiti(dirname(path), index === undefined ? {} : { alias: { "async-fix": index } });
  let loaded: unknown;
  try {
    loaded = await jiti.import(path, { default: true });
  } catch (error) {
    throw new Failure(
      `the transform file "${name}" can't be loaded: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  if (!isTransform(loaded)) {
    throw new Failure(
      `the transform file "${name}" has no transform as its default export: {id, title, onByDefault, safety, run}`,
    );
  }
  return loaded;
}

function isTransform(value: unknown): value is Transform {
  if (typeof value !== "object" || value === null) return false;
  const { id, run, safety } = value as Partial<Record<keyof Transform, unknown>>;
  return typeof id === "string" && typeof run === "function" && (safety === "safe" || safety === "unsafe");
}
