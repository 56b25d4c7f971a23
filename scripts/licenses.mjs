/** The licence texts of the packages that a bundle holds: their authors ask that they come along. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The folder of the package that a bundled file is from; undefined for our own. */
function packageOf(file) {
  const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file);
  return match?.[1];
}

/**
 * @param inputs the bundle's files, relative to `root` (esbuild's metafile)
 * @returns one text: name, version, licence and its text for each package
 */
export function licenseTexts(inputs, root) {
  const folders = new Set(inputs.map(packageOf).filter((folder) => folder !== undefined));
  return [...folders]
    .sort()
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
      const file = readdirSync(join(root, folder)).find((each) => /^licen[cs]e/i.test(each));
      const path = file === undefined ? undefined : join(root, folder, file);
      const text = path !== undefined && existsSync(path) ? readFileSync(path, "utf8").trim() : "";
      return `${name} ${version} (${license})\n\n${text}\n`;
    })
    .join(`\n${"-".repeat(72)}\n\n`);
}
