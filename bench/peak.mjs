/** Loaded into the measured process: writes its peak memory in KiB to the file named in this module's query. */
import { writeFileSync } from "node:fs";

const note = decodeURIComponent(new URL(import.meta.url).search.slice(1));
process.on("exit", () => writeFileSync(note, String(process.resourceUsage().maxRSS)));
