import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync, Visitor } from "oxc-parser";
import { checkSync } from "recheck";
import { describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

interface Found {
  readonly pattern: string;
  readonly flags: string;
  readonly places: string[];
}

/** Every regular expression of the product, each once, and where expressions are made at run time. */
function collect(): { readonly literals: readonly Found[]; readonly made: readonly string[] } {
  const literals = new Map<string, Found>();
  const made: string[] = [];
  const paths = ["src", "transforms"].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.name.endsWith(".ts"))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  for (const path of paths) {
    const text = readFileSync(path, "utf8");
    const place = (offset: number): string =>
      `${relative(ROOT, path)}:${text.slice(0, offset).split("\n").length}`;
    const visitor = new Visitor({
      Literal(node) {
        if (!("regex" in node)) return;
        const { pattern, flags } = node.regex;
        const found = literals.get(`${pattern}/${flags}`) ?? { pattern, flags, places: [] };
        found.places.push(place(node.start));
        literals.set(`${pattern}/${flags}`, found);
      },
      NewExpression({ callee }) {
        if (callee.type === "Identifier" && callee.name === "RegExp") made.push(relative(ROOT, path));
      },
      CallExpression({ callee }) {
        if (callee.type === "Identifier" && callee.name === "RegExp") made.push(relative(ROOT, path));
      },
    });
    visitor.visit(parseSync(path, text).program);
  }
  return { literals: [...literals.values()], made };
}

const { literals, made } = collect();

describe("regular expressions", () => {
  it(`take time by the length of the text and no more: recheck on all ${literals.length}`, () => {
    expect(literals.length).toBeGreaterThan(100);
    const slow = literals
      .map(({ pattern, flags, places }) => ({
        pattern,
        places,
        verdict: checkSync(pattern, flags, { timeout: 10_000 }),
      }))
      .filter(({ verdict }) => verdict.status !== "safe")
      .map(
        ({ pattern, places, verdict }) =>
          `${places.join(", ")}: /${pattern}/: ${"complexity" in verdict ? verdict.complexity?.summary : verdict.status}`,
      );
    expect(slow).toEqual([]);
  }, 180_000);

  it("are literals, so that none is missed", () => {
    // The lexer's number pattern is put together of a constant.
    expect(made).toEqual(["src/jinja/lexer.ts"]);
    const digits = "[0-9]+(?:_[0-9]+)*";
    const float = `${digits}(?:(?:\\.${digits})?[eE][+-]?${digits}|\\.${digits})`;
    expect(readFileSync(join(ROOT, "src/jinja/lexer.ts"), "utf8")).toContain(`const DIGITS = "${digits}";`);
    expect(checkSync(float, "y").status).toBe("safe");
  });

  it("is what the check is for: it tells slow ones", () => {
    expect(checkSync("^(a+)+$", "").status).toBe("vulnerable");
    expect(checkSync("\\s+$", "").status).toBe("vulnerable");
  });
});
