import type { FileSource } from "../../src/index.js";

/** A project of texts in memory, for tests: what FolderSource does on a disk. */
export function memorySource(files: Readonly<Record<string, string>>): FileSource {
  const paths = Object.keys(files).sort();
  return {
    candidates: paths.filter((path) => /\.ya?ml$/.test(path) && /async|poll:/.test(files[path] ?? "")),
    read: (path) => files[path],
    mentioning: (names) =>
      new Map(names.map((name) => [name, paths.filter((path) => files[path]?.includes(name) === true)])),
    list: (folder) => {
      const prefix = folder === "." ? "" : `${folder}/`;
      const below = paths.filter((path) => path.startsWith(prefix));
      return [...new Set(below.map((path) => path.slice(prefix.length).split("/")[0] ?? ""))];
    },
    mayCreate: () => true,
  };
}
