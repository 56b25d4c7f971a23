import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { RunResult } from "../src/engine/result.js";
import { parseDuration } from "../src/runtime/duration.js";
import { parseYaml } from "../src/yaml/parse.js";
import { TRANSFORMS } from "../transforms/index.js";
import { runOn, textsAfter } from "./support/run.js";

/**
 * fixtures/<transform>/<case>/ holds `input.yml` and, where something changes, `output.yml`; or, for several
 * files, the folders `before/` and `after/`. `findings.txt` has a line for each finding. `options.json` may say
 * `path` (what input.yml is called), `expected`, `place` and `transforms` (to run instead of the one).
 * `UPDATE_FIXTURES=1 npx vitest run test/fixtures.test.ts` writes what comes out: read the git diff of it.
 */
const ROOT = fileURLToPath(new URL("../fixtures/", import.meta.url));

interface Options {
  readonly path?: string;
  readonly expected?: string;
  readonly place?: "end" | "after";
  readonly transforms?: readonly string[];
}

interface Case {
  readonly transform: string;
  readonly folder: string;
  readonly options: Options;
  readonly before: Readonly<Record<string, string>>;
  readonly after: Readonly<Record<string, string>>;
  readonly findings: string;
}

function read(path: string): string {
  return readFileSync(path, "utf8");
}

function tree(folder: string, prefix = ""): Record<string, string> {
  if (!existsSync(folder)) return {};
  return Object.assign(
    {},
    ...readdirSync(folder).map((name) => {
      const path = join(folder, name);
      return statSync(path).isDirectory() ? tree(path, `${prefix}${name}/`) : { [prefix + name]: read(path) };
    }),
  );
}

function readCase(transform: string, name: string): Case {
  const folder = join(ROOT, transform, name);
  const optional = (file: string): string | undefined =>
    existsSync(join(folder, file)) ? read(join(folder, file)) : undefined;
  const options = JSON.parse(optional("options.json") ?? "{}") as Options;
  const input = optional("input.yml");
  const path = options.path ?? "tasks/main.yml";
  const before = input === undefined ? tree(join(folder, "before")) : { [path]: input };
  const after =
    input === undefined
      ? { ...before, ...tree(join(folder, "after")) }
      : { [path]: optional("output.yml") ?? input };
  return { transform, folder, options, before, after, findings: optional("findings.txt") ?? "" };
}

function cases(): readonly Case[] {
  const ids = readdirSync(ROOT).filter((name) => TRANSFORMS.some((transform) => transform.id === name));
  return ids.flatMap((id) => readdirSync(join(ROOT, id)).map((name) => readCase(id, name)));
}

function findingLines(result: RunResult): string {
  const several = result.files.filter((file) => file.findings.length > 0).length > 1;
  return result.files
    .flatMap((file) =>
      file.findings.map((f) => {
        const reason = f.reason === undefined ? "" : `: ${f.reason}`;
        return `${several ? `${file.path}:` : ""}${f.line}: ${f.outcome}: ${f.message}${reason}\n`;
      }),
    )
    .join("");
}

describe.each(
  cases().map(
    (each) =>
      [`${each.transform}: ${each.folder.slice(ROOT.length + each.transform.length + 1)}`, each] as const,
  ),
)("%s", (_, fixture) => {
  const ids = fixture.options.transforms ?? [fixture.transform];
  const transforms = ids
    .map((id) => TRANSFORMS.find((transform) => transform.id === id))
    .filter((each) => each !== undefined);
  const { expected, place } = fixture.options;
  const seconds = expected === undefined ? undefined : parseDuration(expected);
  const setup = {
    transforms,
    ...(seconds === undefined ? {} : { expected: seconds }),
    ...(place === undefined ? {} : { options: { place } }),
  };
  const result = runOn(fixture.before, setup);
  const after = textsAfter(fixture.before, result);

  it("gives the expected text, byte for byte", async () => {
    expect(result.problems).toEqual([]);
    if (process.env["UPDATE_FIXTURES"] === "1") await update(fixture, after, findingLines(result));
    else expect(after).toEqual(fixture.after);
  });

  it("gives the expected findings", () => {
    if (process.env["UPDATE_FIXTURES"] !== "1") expect(findingLines(result)).toBe(fixture.findings);
  });

  it("changes nothing in a second run", () => {
    expect(textsAfter(after, runOn(after, setup))).toEqual(after);
  });

  it("keeps every comment", () => {
    const comments = (text: string): readonly string[] => {
      const parsed = parseYaml(text);
      return parsed.ok ? parsed.file.comments.map((comment) => comment.text) : [];
    };
    for (const [path, text] of Object.entries(fixture.before)) {
      expect(comments(after[path] ?? "").filter((comment) => comments(text).includes(comment))).toEqual(
        comments(text),
      );
    }
  });
});

async function update(
  fixture: Case,
  after: Readonly<Record<string, string>>,
  findings: string,
): Promise<void> {
  const { mkdirSync, rmSync, writeFileSync } = await import("node:fs");
  const put = (path: string, text: string): void => {
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, text);
  };
  put(join(fixture.folder, "findings.txt"), findings);
  const single = existsSync(join(fixture.folder, "input.yml"));
  rmSync(join(fixture.folder, single ? "output.yml" : "after"), { recursive: true, force: true });
  for (const [path, text] of Object.entries(after)) {
    if (text === fixture.before[path]) continue;
    put(single ? join(fixture.folder, "output.yml") : join(fixture.folder, "after", path), text);
  }
}
