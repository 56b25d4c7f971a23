import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * The founders' folder of facts and corpus, which users do not have: ASYNC_FIX_SHARED, else beside the
 * repository. Tests that need it skip where it is absent, and say so.
 */
export const SHARED: string | undefined = [
  process.env["ASYNC_FIX_SHARED"],
  fileURLToPath(new URL("../../../shared", import.meta.url)),
].find((path) => path !== undefined && existsSync(path));

if (SHARED === undefined)
  console.warn("skipped: tests that need the shared corpus (ASYNC_FIX_SHARED is not set)");
