import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asyncFix } from "../cli/command.js";
import { note, pythonOf, ROOT } from "../scripts/python.js";
import { corpusFolder } from "../support/corpus.js";
import { SHARED } from "../support/shared.js";

/** Files of the corpus that hold an async task between Jinja tags and are no YAML: cookiecutter's templates. */
const NO_YAML = /^src\/molecule_plugins\/(?:azure|ec2)\/cookiecutter\/.*\.yml$/;
const PATIENCE = 600_000;
const OPTIONS = [
  "-t",
  "raise-async",
  "-t",
  "normalize-poll",
  "--no-config",
  "--no-ignore",
  "--format",
  "json",
  ".",
];

interface Report {
  readonly summary: Readonly<Record<string, number>>;
  readonly files: readonly {
    readonly path: string;
    readonly status: string;
    readonly findings: readonly {
      transform: string;
      outcome: string;
      line: number;
      message: string;
      old?: string;
    }[];
  }[];
  readonly errors: readonly { readonly path: string; readonly message: string }[];
}

interface Repository {
  readonly name: string;
  readonly first: Report;
  readonly second: Report;
  /** Lines by `git diff --numstat`. */
  readonly added: number;
  readonly removed: number;
}

/** The values that a run changed where they stand (a variable's definition once, however many tasks read it), and added keys. */
function fixesOf({ files }: Report): { readonly values: number; readonly keys: number } {
  const values = new Set<string>();
  let keys = 0;
  for (const { path, findings } of files) {
    for (const { transform, outcome, line, message, old } of findings) {
      if (outcome !== "fixed") continue;
      if (old?.startsWith("absent") === true) keys++;
      else values.add(/ in (\S+:\d+): /.exec(message)?.[1] ?? `${path}:${line}:${transform}`);
    }
  }
  return { values: values.size, keys };
}

function numstat(before: string, after: string): { readonly added: number; readonly removed: number } {
  const { stdout } = spawnSync("git", ["diff", "--no-index", "--numstat", before, after], {
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  const rows = stdout
    .trimEnd()
    .split("\n")
    .filter(Boolean)
    .map((row) => row.split("\t").map(Number));
  const sum = (column: number): number => rows.reduce((total, row) => total + (row[column] ?? 0), 0);
  return { added: sum(0), removed: sum(1) };
}

describe.skipIf(SHARED === undefined)("a writing run over a copy of the corpus", () => {
  const copies = mkdtempSync(join(tmpdir(), "async-fix-corpus-"));
  let repositories: readonly Repository[] = [];

  beforeAll(() => {
    const corpus = corpusFolder(SHARED ?? "");
    cpSync(corpus, copies, { recursive: true });
    repositories = readdirSync(copies).map((name) => {
      const cwd = join(copies, name);
      const call = (): Report => JSON.parse(asyncFix(OPTIONS, { cwd }).out) as Report;
      return { name, first: call(), second: call(), ...numstat(join(corpus, name), cwd) };
    });
  }, PATIENCE);

  afterAll(() => rmSync(copies, { recursive: true, force: true }), PATIENCE);

  it("changes something, and fails on nothing but templates that are no YAML", () => {
    expect(repositories).toHaveLength(20);
    expect(repositories.reduce((sum, { first }) => sum + (first.summary["fixed"] ?? 0), 0)).toBeGreaterThan(
      50,
    );
    const errors = repositories.flatMap(({ first }) => first.errors);
    expect(
      errors.filter(({ path, message }) => !NO_YAML.test(path) || !message.startsWith("not YAML")),
    ).toEqual([]);
  });

  it("counts every asynchronous task once, and reaches it", () => {
    expect(repositories.reduce((sum, { first }) => sum + (first.summary["tasks"] ?? 0), 0)).toBe(359);
  });

  it("changes nothing in a second run", () => {
    expect(
      repositories.filter(({ second }) => second.summary["changed"] !== 0).map(({ name }) => name),
    ).toEqual([]);
  });

  it("touches as many lines as there are changed values and added keys, and not one more", () => {
    for (const { name, first, added, removed } of repositories) {
      const { values, keys } = fixesOf(first);
      expect([name, removed, added]).toEqual([name, values, values + keys]);
    }
  });

  const python = pythonOf("pyyaml");
  it.skipIf(!existsSync(python))(
    `leaves the same data to PyYAML, async and poll aside${note("pyyaml")}`,
    () => {
      const corpus = corpusFolder(SHARED ?? "");
      const out = execFileSync(
        python,
        [join(ROOT, "scripts/pyyaml/same-data.py"), corpus, copies, "--allow", "async,poll"],
        {
          encoding: "utf8",
        },
      );
      expect(out).toMatch(/; 0 differences$/m);
    },
    PATIENCE,
  );

  it(
    "prints patches that git applies, to the very same texts",
    () => {
      const changed = repositories.filter(({ removed }) => removed > 0);
      expect(changed.length).toBeGreaterThanOrEqual(3);
      for (const { name, first } of changed) {
        const cwd = join(corpusFolder(SHARED ?? ""), name);
        const { out: input } = asyncFix(
          ["-d", ...OPTIONS.map((option) => (option === "json" ? "text" : option))],
          { cwd },
        );
        execFileSync("git", ["apply", "--check", "--whitespace=nowarn", "-"], { cwd, input });
        const fresh = mkdtempSync(join(tmpdir(), "async-fix-patch-"));
        const paths = first.files.filter(({ status }) => status === "changed").map(({ path }) => path);
        for (const path of paths) cpSync(join(cwd, path), join(fresh, path));
        execFileSync("git", ["apply", "--whitespace=nowarn", "-"], { cwd: fresh, input });
        for (const path of paths)
          expect(readFileSync(join(fresh, path), "utf8")).toBe(
            readFileSync(join(copies, name, path), "utf8"),
          );
        rmSync(fresh, { recursive: true, force: true });
      }
    },
    PATIENCE,
  );
});
