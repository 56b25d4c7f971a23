/**
 * What Ansible's folder layout says of a file. Paths are relative, with `/`; the folders count wherever
 * they stand, as roles live anywhere.
 */
function folders(path: string): readonly string[] {
  return path.split("/").slice(0, -1);
}

const DATA_FOLDERS: ReadonlySet<string> = new Set(["vars", "defaults", "group_vars", "host_vars", "meta"]);

/** The nearest folder that says what its files are. */
function telling(path: string, names: ReadonlySet<string>): string | undefined {
  return folders(path).findLast((folder) => names.has(folder));
}

const TELLING: ReadonlySet<string> = new Set([...DATA_FOLDERS, "tasks", "handlers"]);

/** Variables, defaults, metadata: data, whatever it looks like. */
export function isDataPath(path: string): boolean {
  return DATA_FOLDERS.has(telling(path, TELLING) ?? "");
}

export function isTasksPath(path: string): boolean {
  return telling(path, TELLING) === "tasks";
}

export function isHandlersPath(path: string): boolean {
  return telling(path, TELLING) === "handlers";
}

const ROLE_PARTS: ReadonlySet<string> = new Set([
  "tasks",
  "handlers",
  "defaults",
  "vars",
  "meta",
  "templates",
  "files",
]);

/** The folder of the role that a file belongs to: the parent of its `tasks`, `handlers`, `defaults` … folder. */
export function roleFolder(path: string): string | undefined {
  const parts = folders(path);
  const at = parts.findLastIndex((folder) => ROLE_PARTS.has(folder));
  return at === -1 ? undefined : parts.slice(0, at).join("/");
}
