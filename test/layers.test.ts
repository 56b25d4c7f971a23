import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { VERSION } from "../src/version.js";
import { TRANSFORMS } from "../transforms/index.js";

const ROOT = fileURLToPath(new URL("../", import.meta.url));

/**
 * Imports go one way: a file may import its own layer and those of lower rank. Layers of one rank don't know
 * each other. What stands in src/ itself is a layer by its name.
 */
const RANK: Readonly<Record<string, number>> = {
  text: 0,
  version: 0,
  yaml: 1,
  jinja: 1,
  shell: 1,
  ansible: 2,
  runtime: 3,
  transform: 4,
  index: 5,
  transforms: 6,
  engine: 6,
  report: 7,
  evidence: 7,
  io: 7,
  config: 8,
  bot: 8,
  cli: 9,
};

/** Packages that only one layer may import; no other layer may depend on what they are like. */
const OWNERS: Readonly<Record<string, string>> = {
  yaml: "yaml",
  unbash: "shell",
  commander: "cli",
  picocolors: "cli",
  jiti: "cli",
  ajv: "config",
  diff: "text",
  picomatch: "io",
  "@octokit/core": "bot",
  "@gitbeaker/rest": "bot",
};

/** Layers that people who write transforms build on: they take nothing that is not theirs by the public face. */
const PUBLIC_FACE = "src/index.js";

function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(path) : /\.ts$/.test(entry.name) ? [path] : [];
  });
}

/** `src/yaml/tree.ts` is of the layer yaml, `src/cli.ts` of cli, `transforms/x.ts` of transforms. */
function layerOf(path: string): string {
  const [top = "", next = ""] = path.split("/");
  return top === "src" ? next.replace(/\.[jt]s$/, "") : top;
}

interface Import {
  readonly from: string;
  /** A package's name, or a path from the root. */
  readonly to: string;
}

/** The modules a file names: import and export from, import(), and import for its effects. */
function importsOf(path: string): readonly Import[] {
  const source = readFileSync(join(ROOT, path), "utf8").replace(/^\s*(?:\/\*\*?|\*|\/\/).*$/gm, "");
  const named = source.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"([^"\s]+)"/g);
  return [...named].map(([, to = ""]) => ({
    from: path,
    to: to.startsWith(".") ? relative(ROOT, join(ROOT, dirname(path), to)) : to,
  }));
}

const SOURCES = [...filesBelow("src"), ...filesBelow("transforms")];
const IMPORTS = SOURCES.flatMap(importsOf);

function said({ from, to }: Import): string {
  return `${from} imports ${to}`;
}

describe("imports", () => {
  it("are found at all", () => {
    expect(IMPORTS.length).toBeGreaterThan(200);
    expect(IMPORTS.map(said)).toContain("src/cli.ts imports src/cli/main.js");
  });

  it("go one way", () => {
    const layers = new Set(SOURCES.map(layerOf));
    expect([...layers].filter((layer) => RANK[layer] === undefined)).toEqual([]);
    const wrong = IMPORTS.filter(({ from, to }) => {
      if (!to.startsWith("src/") && !to.startsWith("transforms/")) return false;
      const [own, other] = [layerOf(from), layerOf(to)];
      return own !== other && (RANK[own] ?? 0) <= (RANK[other] ?? 0);
    });
    expect(wrong.map(said)).toEqual([]);
  });

  it("of transforms are of the public face and of each other", () => {
    const wrong = IMPORTS.filter(
      ({ from, to }) =>
        from.startsWith("transforms/") &&
        to !== PUBLIC_FACE &&
        !(from === "transforms/index.ts" && to.startsWith("transforms/")),
    );
    expect(wrong.map(said)).toEqual([]);
  });

  it("of the public face are nobody's below it", () => {
    const wrong = IMPORTS.filter(
      ({ from, to }) => to === PUBLIC_FACE && (RANK[layerOf(from)] ?? 0) <= (RANK["index"] ?? 0),
    );
    expect(wrong.map(said)).toEqual([]);
  });

  it.each(Object.entries(OWNERS))("of the package %s are of %s only", (name, owner) => {
    const wrong = IMPORTS.filter(
      ({ from, to }) => (to === name || to.startsWith(`${name}/`)) && layerOf(from) !== owner,
    );
    expect(wrong.map(said)).toEqual([]);
  });

  it("of packages are of those that package.json depends on", () => {
    // Bundled packages are development dependencies: who installs the package needs none of them.
    const { dependencies = {}, devDependencies = {} } = JSON.parse(
      readFileSync(join(ROOT, "package.json"), "utf8"),
    ) as Readonly<Record<"dependencies" | "devDependencies", Readonly<Record<string, string>> | undefined>>;
    const wrong = IMPORTS.filter(({ to }) => {
      if (to.startsWith("node:") || /^(?:src|transforms|schema)\//.test(to)) return false;
      const name = to.split("/", to.startsWith("@") ? 2 : 1).join("/");
      return dependencies[name] === undefined && devDependencies[name] === undefined;
    });
    expect(wrong.map(said)).toEqual([]);
  });
});

describe("a transform's id", () => {
  const files = filesBelow("transforms").map((path) => path.slice("transforms/".length, -".ts".length));

  it("is its file's name, and every file is listed once", () => {
    expect(TRANSFORMS.map(({ id }) => id).sort()).toEqual(files.filter((name) => name !== "index").sort());
  });

  it.each(TRANSFORMS.map(({ id }) => [id]))("%s has fixtures, and its documentation every section", (id) => {
    const cases = readdirSync(join(ROOT, "fixtures", id));
    expect(cases.length).toBeGreaterThan(2);
    const [docs = ""] =
      /^\/\*\*[\s\S]*?\*\//.exec(readFileSync(join(ROOT, "transforms", `${id}.ts`), "utf8")) ?? [];
    for (const heading of ["What it does", "Why", "Example", "Use instead", "Safety"])
      expect(docs).toContain(`\n * ## ${heading}\n`);
  });

  it("is that of a page in docs/transforms, and every page has a transform", () => {
    const pages = readdirSync(join(ROOT, "docs", "transforms")).map((name) => name.replace(/\.md$/, ""));
    expect(pages.sort()).toEqual(TRANSFORMS.map(({ id }) => id).sort());
  });

  it("is the name of a fixtures folder, and fixtures are of transforms", () => {
    const folders = readdirSync(join(ROOT, "fixtures"), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== "demo")
      .map(({ name }) => name);
    expect(folders.filter((name) => !files.includes(name))).toEqual([]);
  });
});

it("the version is package.json's", () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
  expect(VERSION).toBe(version);
});
