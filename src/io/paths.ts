import { relative, sep } from "node:path";

/** Whether an absolute path is one of the roots or inside one. */
export function isInside(path: string, roots: Iterable<string>): boolean {
  for (const root of roots) if (path === root || path.startsWith(withSlash(root))) return true;
  return false;
}

/** How an absolute path is shown: relative to the working directory, with `/`; "" for that folder itself. */
export function displayOf(absolute: string, cwd: string): string {
  return slashed(relative(cwd, absolute));
}

export function withSlash(folder: string): string {
  return folder.endsWith("/") ? folder : `${folder}/`;
}

/** Windows' separators as everybody's: Node takes both there. */
export function slashed(path: string): string {
  return sep === "/" ? path : path.replaceAll(sep, "/");
}
