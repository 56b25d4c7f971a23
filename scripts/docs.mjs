/**
 * Takes the documentation out of the transforms' doc comments: `docs/transforms/<id>.md` and, for
 * `async-fix rule`, a JSON object. `node scripts/docs.mjs --check` says which pages are stale.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";

const FOLDER = new URL("../transforms/", import.meta.url);
const PAGES = new URL("../docs/transforms/", import.meta.url);

/** The first doc comment of a source file, without its stars. */
function docComment(source) {
  const match = /^\/\*\*\n([\s\S]*?)\n \*\//.exec(source);
  if (match === null) throw new Error("no doc comment at the head of the file");
  return match[1]
    .split("\n")
    .map((line) => line.replace(/^ \* ?/, ""))
    .join("\n")
    .replaceAll("*\\/", "*/");
}

/** Each transform's documentation as Markdown, by id. */
export function transformDocs() {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith(".ts") && name !== "index.ts");
  return Object.fromEntries(
    files.sort().map((name) => [name.slice(0, -3), docComment(readFileSync(new URL(name, FOLDER), "utf8"))]),
  );
}

function pages() {
  return Object.entries(transformDocs()).map(([id, text]) => ({
    url: new URL(`${id}.md`, PAGES),
    name: `docs/transforms/${id}.md`,
    text: `<!-- Made by scripts/docs.mjs from transforms/${id}.ts. -->\n# ${id}\n\n${text}\n`,
  }));
}

function read(url) {
  try {
    return readFileSync(url, "utf8");
  } catch {
    return undefined;
  }
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const stale = pages().filter(({ url, text }) => read(url) !== text);
  if (process.argv.includes("--check")) {
    for (const { name } of stale) console.error(`${name} is stale: run npm run docs`);
    process.exitCode = stale.length > 0 ? 1 : 0;
  } else {
    mkdirSync(PAGES, { recursive: true });
    for (const { url, text } of stale) writeFileSync(url, text);
  }
}
