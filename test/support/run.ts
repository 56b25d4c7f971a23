import type { RunResult } from "../../src/engine/result.js";
import { runTransforms } from "../../src/engine/run.js";
import type { Transform, TransformOptions } from "../../src/index.js";
import { BUILTIN_KNOWLEDGE } from "../../src/runtime/knowledge.js";
import { memorySource } from "./memory-source.js";

export interface RunSetup {
  readonly transforms: readonly Transform[];
  readonly options?: Partial<TransformOptions>;
  /** `--expected`, in seconds. */
  readonly expected?: number;
  readonly safeOnly?: boolean;
}

/** Runs transforms over texts in memory. */
export function runOn(files: Readonly<Record<string, string>>, setup: RunSetup): RunResult {
  return runTransforms(memorySource(files), {
    transforms: setup.transforms,
    options: {
      runtime: { ...BUILTIN_KNOWLEDGE, expected: setup.expected },
      place: "end",
      targetCore: [2, 14],
      ...setup.options,
    },
    safeOnly: setup.safeOnly ?? false,
  });
}

/** The texts after a run: those given, with what it changed and added. */
export function textsAfter(
  files: Readonly<Record<string, string>>,
  result: RunResult,
): Readonly<Record<string, string>> {
  const changed = result.files
    .filter((file) => file.status === "changed")
    .map((file) => [file.path, file.after] as const);
  return { ...files, ...Object.fromEntries(changed) };
}
