import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { markdownReport } from "../../src/report/markdown.js";
import { codeBlock, codeSpan, prose } from "../../src/report/markdown-escape.js";
import { summarize } from "../../src/report/summary.js";
import { normalizePoll } from "../../transforms/normalize-poll.js";
import { raiseAsync } from "../../transforms/raise-async.js";
import { runOn } from "../support/run.js";

function report(files: Readonly<Record<string, string>>, limit = 60_000): string {
  const { files: results, problems } = runOn(files, { transforms: [raiseAsync, normalizePoll] });
  const summary = summarize(results, problems, { scanned: 1, candidates: 1, elapsed: 0 });
  const notesOf = (id: string) => ({ title: `what ${id} does`, why: "Because.", safety: "Safe." });
  return markdownReport({ version: "0", summary, files: results, errors: problems }, { notesOf, limit });
}

/** A row's cells as GFM cuts them: at each pipe that no backslash stands before. */
function cells(row: string): readonly string[] {
  return row.split(/(?<!\\)\|/).slice(1, -1);
}

/** What is left outside of code spans (CommonMark 6.1: a run of backticks is closed by one of its length). */
function outsideOfCode(text: string): string {
  return text.replace(/(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, "");
}

describe("the report", () => {
  it("has each task with both values and the evidence, the refusals, and how to suppress", () => {
    const text = report({
      "a.yml":
        "- name: Dump\n  command: pg_dump app\n  async: 60\n  poll: 2\n- name: Unknown\n  command: /opt/own\n  async: 60\n",
    });
    expect(text).toContain("**1 task in 1 file**");
    expect(text).toContain(
      "| `Dump` | `a.yml:3` | `60` | `3600` | 3 x assumed 20m for database work `(pg_dump)` |".replace(
        "`(pg_dump)`",
        "(`pg_dump`)",
      ),
    );
    expect(text).toContain("### Left alone: 1 finding");
    expect(text).toContain("nobody says how long it takes");
    expect(text).toContain("# async-fix: ignore");
    expect(text).toContain("```diff\n--- a/a.yml\n+++ b/a.yml\n");
  });

  it("shows of a file with no_log only what changes", () => {
    const text = report({
      "a.yml":
        "- name: Dump\n  shell: pg_dump app\n  environment: {SECRET: hunter2}\n  no_log: true\n  async: 60\n",
    });
    expect(text).toContain("+  async: 3600");
    expect(text).not.toContain("hunter2");
  });

  it("fits whatever limit there is: diffs go first, then rows", () => {
    const task = "- name: Dump\n  command: pg_dump app\n  async: 60\n  poll: 2\n";
    const files = Object.fromEntries(Array.from({ length: 80 }, (_, at) => [`f${at}.yml`, task]));
    const sizes = [400, 2_000, 5_000, 20_000, 60_000];
    for (const limit of sizes) expect(report(files, limit).length).toBeLessThanOrEqual(limit);
    expect(report(files, 20_000)).toContain("more file");
    expect(report(files, 5_000)).toContain("… and 65 more.");
  });
});

describe("text from a playbook", () => {
  const nasty = fc
    .array(
      fc.constantFrom(
        "`",
        "``",
        "|",
        "\\",
        "@x",
        "#1",
        "fixes",
        " ",
        "\n",
        "<b>",
        "-->",
        "[a](b)",
        "GH-1",
        "é",
        "(",
        ")",
        "http://x",
        "deadbeef",
        ",",
      ),
    )
    .map((parts) => parts.join(""));

  it("stays in code spans, and in its cell", () => {
    fc.assert(
      fc.property(nasty, (text) => {
        for (const shown of [codeSpan(text), prose(text)]) {
          expect(shown).not.toContain("\n");
          expect(cells(`| ${shown} |`)).toHaveLength(1);
          expect(outsideOfCode(shown)).not.toMatch(/[`|\\@#<>[\]]|http|GH-|deadbeef/);
        }
      }),
    );
  });

  it("does not end a block of code", () => {
    fc.assert(
      fc.property(fc.array(nasty), (lines) => {
        const single = lines.map((line) => line.replaceAll("\n", ""));
        const [open = "", ...rest] = codeBlock("diff", single).split("\n");
        const fence = open.replace("diff", "");
        expect(rest.at(-1)).toBe(fence);
        for (const line of rest.slice(0, -1)) expect(line).not.toContain(fence);
      }),
    );
  });

  it("reads as a sentence where it is one", () => {
    expect(prose('the comment "# async-fix: verify" says so')).toBe(
      'the comment `"# async-fix: verify"` says so',
    );
    expect(
      prose(
        "3 x assumed 20m for database work (the module get_url), then {{ x }}: write `# async-fix: verify`, as it can't end.",
      ),
    ).toBe(
      "3 x assumed 20m for database work (the module `get_url`), then `{{ x }}`: write `# async-fix: verify`, as it can't end.",
    );
  });
});
