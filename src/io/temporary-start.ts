/** What the name of every temporary file of ours starts with. Apart from the rest, which needs node:crypto. */
export const TEMPORARY_START = ".async-fix-";
