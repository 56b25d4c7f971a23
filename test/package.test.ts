import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { VERSION } from "../src/version.js";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const TASK = "- command: pg_dump app\n  async: 60\n  poll: 2\n";
/** An install from the registry or npm's cache, a build: minutes where both are slow. */
const PATIENCE = 300_000;

/** What of the project the package is made from. */
const MADE_FROM =
  /^(?:src|transforms|scripts|schema|docs|LICENSE|README\.md|package(?:-lock)?\.json|tsconfig.*\.json)$/;

let folder = "";
let packed: readonly string[] = [];

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

function npm(cwd: string, ...args: readonly string[]): string {
  return execFileSync("npm", [...args, "--no-audit", "--no-fund"], {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Packs the project as `npm publish` would, from a copy of its own, and installs it into an empty project. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "async-fix-package-"));
  const source = join(folder, "source");
  for (const name of readdirSync(ROOT))
    if (MADE_FROM.test(name)) cpSync(join(ROOT, name), join(source, name), { recursive: true });
  execFileSync("ln", ["-s", join(ROOT, "node_modules"), join(source, "node_modules")]);
  const [result] = JSON.parse(
    npm(source, "pack", "--json", "--loglevel=error").replace(/^[^[]*/, ""),
  ) as readonly Packed[];
  packed = (result?.files ?? []).map(({ path }) => path);
  const target = join(folder, "target");
  mkdirSync(target);
  writeFileSync(join(target, "package.json"), '{"private": true, "type": "module"}');
  npm(target, "install", "--prefer-offline", join(source, result?.filename ?? ""));
}, PATIENCE);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(
  command: string,
  ...args: readonly string[]
): { status: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: join(folder, "target"),
    encoding: "utf8",
  });
  return { status, out: stdout, err: stderr };
}

describe("the package", () => {
  it("holds what is needed to run it, and nothing of its making", () => {
    const needed = [
      ...["package.json", "LICENSE", "README.md", "dist/cli.js", "dist/index.js", "dist/transforms.json"],
      ...["dist/types/index.d.ts", "schema/config.schema.json", "schema/report.schema.json"],
    ];
    expect(needed.filter((path) => !packed.includes(path))).toEqual([]);
    expect(
      packed.filter((path) => /^(?:src|test|fixtures|transforms|scripts)\/|node_modules|\.cache/.test(path)),
    ).toEqual([]);
  });

  it("names no file that it does not hold", () => {
    const { bin, exports, main } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
      bin: Readonly<Record<string, string>>;
      main?: string;
      exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
    };
    const named = [
      ...Object.values(bin),
      ...(main === undefined ? [] : [main]),
      ...Object.values(exports).flatMap((target) =>
        typeof target === "string" ? [target] : Object.values(target),
      ),
    ];
    expect(named.map((path) => path.replace(/^\.\//, "")).filter((path) => !packed.includes(path))).toEqual(
      [],
    );
  });

  it("runs by npx", () => {
    expect(run("npx", "--no-install", "async-fix", "--version")).toMatchObject({
      status: 0,
      out: `${VERSION}\n`,
    });
  });

  it("shows what it would change, with a config", () => {
    writeFileSync(join(folder, "target", "a.yml"), TASK);
    writeFileSync(join(folder, "target", ".async-fix.yml"), "expected: 2h\n");
    const { status, out } = run("npx", "--no-install", "async-fix", "--dry-run", "a.yml");
    expect(out).toContain("+  async: 21600\n");
    expect(status).toBe(0);
    expect(readFileSync(join(folder, "target", "a.yml"), "utf8")).toBe(TASK);
  });

  it("documents its transforms", () => {
    expect(run("npx", "--no-install", "async-fix", "rule", "raise-async").out).toContain("## What it does");
  });

  it("is a library of ES modules", () => {
    const script =
      'import { Change, taskScript } from "async-fix"; console.log(typeof Change, typeof taskScript);';
    expect(run(process.execPath, "--input-type=module", "-e", script)).toMatchObject({
      status: 0,
      out: "function function\n",
    });
  });

  it("has types that a strict project takes", () => {
    writeFileSync(
      join(folder, "target", "mine.ts"),
      `import { Change, type Transform } from "async-fix";
export const mine: Transform = {
  id: "mine",
  title: "mine",
  onByDefault: false,
  safety: "safe",
  *run(file) {
    for (const task of file.tasks().with("async")) {
      const entry = task.keyword("async")?.entry;
      if (entry === undefined) continue;
      const fix = new Change().addKey(file, task.node, entry, "poll", 30).fix("safe");
      yield { file, task, at: task.span, message: task.label, safety: "safe", outcome: { fix } };
    }
  },
};
// @ts-expect-error: safety has two values
export const wrong: Transform = { ...mine, safety: "sure" };
`,
    );
    const tsc = join(
      dirname(createRequire(import.meta.url).resolve("typescript/package.json")),
      "bin",
      "tsc",
    );
    const options = [
      "--noEmit",
      "--strict",
      "--module",
      "nodenext",
      "--target",
      "es2023",
      "--types",
      "",
      "mine.ts",
    ];
    expect(run(process.execPath, tsc, ...options)).toMatchObject({ status: 0, out: "" });
  });

  it("runs a transform of the user's own", () => {
    const source = `import { Change } from "async-fix";
export default { id: "mine", title: "mine", onByDefault: true, safety: "safe", *run(file) {
  for (const task of file.tasks().with("async")) {
    const { entry } = task.keyword("async");
    const fix = new Change().setValue(file, entry, 77).fix("safe");
    yield { file, task, at: task.span, message: "77", safety: "safe", outcome: { fix } };
  }
} };
`;
    writeFileSync(join(folder, "target", "own.mjs"), source);
    const { status, out } = run("npx", "--no-install", "async-fix", "-d", "-t", "./own.mjs", "a.yml");
    expect(out).toContain("+  async: 77\n");
    expect(status).toBe(0);
  });
});
