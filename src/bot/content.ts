import { createHash } from "node:crypto";
import { hunksBetween } from "../text/unified.js";
import type { PlacedFile } from "./commits.js";

/**
 * What a request proposes, as a number: equal for equal changes, whatever else happens to the files around them.
 * So the same fix is known again after the base has moved, and when someone has closed the request.
 *
 * @returns hexadecimal digits, or undefined where nothing is proposed
 */
export function contentOf(files: readonly PlacedFile[]): string | undefined {
  const hash = createHash("sha256");
  let any = false;
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  for (const { path, result } of sorted) {
    for (const step of result.steps) {
      for (const hunk of hunksBetween(step.before, step.after)) {
        any = true;
        const lines = hunk.lines.filter((line) => !line.startsWith(" "));
        hash.update(JSON.stringify([path, step.transform, lines]));
      }
    }
  }
  return any ? hash.digest("hex").slice(0, 32) : undefined;
}
