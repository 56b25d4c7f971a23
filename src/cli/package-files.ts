import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * Finds a file of the package's own `dist` folder. This module ends up in `dist/chunks`, or, run from the
 * sources, in `src/cli`: either way one folder below the place that counts.
 *
 * @param names the file's names, the built one first; relative to `dist` and to `src` alike
 * @returns its absolute path; undefined where none is there
 */
export function packageFile(...names: readonly string[]): string | undefined {
  return names
    .map((name) => fileURLToPath(new URL(`../${name}`, import.meta.url)))
    .find((path) => existsSync(path));
}
