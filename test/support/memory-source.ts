import type { FileSource } from "../../src/index.js";

/** A project of texts in memory, for tests: what FolderSource does on a disk. */
export function memorySource(files: Readonly<Record<string, string>>): FileSource {
  const paths = Object.keys(files).sort();
  return {
    candidates: paths.filter((path) => /\.ya?ml$/.test(path) && /async|poll:/.test(files[path] ?? "")),
    read: (path) => files[path],
    mentioning: (names) =>
      new Map(names.map((name) => [name, paths.filter((path) => files[path]?.includes(name) === true)])),
    list: (folder) => [
      ...new Set(
        paths
          .filter((path) => path.startsWith(`${folder}/`))
          .map((path) => path.slice(folder.length + 1).split("/")[0] ?? ""),
      ),
    ],
  };
}
