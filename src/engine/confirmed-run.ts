import type { FileSource } from "../ansible/project.js";
import type { RunResult } from "./result.js";
import { type RunSettings, runTransforms } from "./run.js";

/**
 * A run whose result may be written: what the second reader does not confirm is planned again without the
 * file. The reader is loaded only when something changes.
 */
export async function runConfirmed(source: FileSource, settings: RunSettings): Promise<RunResult> {
  const untouchable = new Map(settings.untouchable);
  for (;;) {
    const result = runTransforms(source, { ...settings, untouchable });
    if (!result.files.some((file) => file.status === "changed")) return result;
    const { unconfirmed } = await import("./confirm.js");
    const failed = unconfirmed(result.files);
    if (failed.size === 0) return result;
    for (const [path, why] of failed) untouchable.set(path, why);
  }
}
