import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineChanges } from "../../src/text/line-diff.js";
import { hunksBetween } from "../../src/text/unified.js";

/** Few different lines, so that the texts have much in common in many ways. */
const lines = fc.array(fc.constantFrom("a", "b", "c", "d: 1", "d: 2", ""), { maxLength: 40 });

/** What `patch` does: the hunks' new lines in place of their old ones. */
function patched(before: string, after: string): string {
  const old = before.split(/(?<=\n)/);
  let out = "";
  let at = 0;
  for (const { oldStart, oldLines, lines: marked } of hunksBetween(before, after)) {
    out += old.slice(at, oldStart - 1).join("");
    at = oldStart - 1 + oldLines;
    const taken: string[] = [];
    const left: string[] = [];
    marked.forEach((line, index) => {
      if (line.startsWith("\\")) return;
      const text = `${line.slice(1)}${marked[index + 1]?.startsWith("\\") ? "" : "\n"}`;
      if (!line.startsWith("+")) taken.push(text);
      if (!line.startsWith("-")) left.push(text);
    });
    expect(old.slice(oldStart - 1, at).join("")).toBe(taken.join(""));
    out += left.join("");
  }
  return out + old.slice(at).join("");
}

describe("unified diffs", () => {
  it("turn any text into any other", () => {
    fc.assert(
      fc.property(lines, lines, fc.boolean(), fc.boolean(), (a, b, aEnds, bEnds) => {
        const before = a.join("\n") + (aEnds ? "\n" : "");
        const after = b.join("\n") + (bEnds ? "\n" : "");
        expect(patched(before, after)).toBe(after);
      }),
      { numRuns: 2000 },
    );
  });

  it("are closed where the texts are in step again, whatever the texts", () => {
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        let out: string[] = [];
        let at = 0;
        for (const { oldStart, oldEnd, newStart, newEnd } of lineChanges(before, after)) {
          out = [...out, ...before.slice(at, oldStart)];
          expect(out.length).toBe(newStart);
          out.push(...after.slice(newStart, newEnd));
          at = oldEnd;
        }
        expect([...out, ...before.slice(at)]).toEqual(after);
      }),
      { numRuns: 2000 },
    );
  });

  it("show a changed line as just that", () => {
    expect(hunksBetween("1\n2\n3\n4\n5\n6\n7\n8\n", "1\n2\n3\n4\nX\n6\n7\n8\n")).toEqual([
      {
        oldStart: 2,
        oldLines: 7,
        newStart: 2,
        newLines: 7,
        lines: [" 2", " 3", " 4", "-5", "+X", " 6", " 7", " 8"],
      },
    ]);
  });

  it("keep a line between two changes", () => {
    expect(lineChanges(["a", "x", "b"], ["A", "x", "B"])).toEqual([
      { oldStart: 0, oldEnd: 1, newStart: 0, newEnd: 1 },
      { oldStart: 2, oldEnd: 3, newStart: 2, newEnd: 3 },
    ]);
  });

  it("mark a missing last line feed on either side", () => {
    expect(hunksBetween("a\nb", "a\nb\n")[0]?.lines).toEqual([
      " a",
      "-b",
      "\\ No newline at end of file",
      "+b",
    ]);
  });

  it("are those of a text with few changes also where there are too many for the shortest diff", () => {
    const task = (i: number, async: number) => [
      `- name: task ${i}`,
      "  command: x",
      `  async: ${async}`,
      "  poll: 5",
    ];
    const text = (async: number) =>
      `${Array.from({ length: 1000 }, (_, i) => task(i, async))
        .flat()
        .join("\n")}\n`;
    const [hunk, ...others] = hunksBetween(text(60), text(3600));
    expect(others).toEqual([]);
    expect(hunk?.lines.filter((line) => line.startsWith("-"))).toEqual(Array(1000).fill("-  async: 60"));
    expect(hunk?.lines.filter((line) => line.startsWith("+"))).toEqual(Array(1000).fill("+  async: 3600"));
    expect(patched(text(60), text(3600))).toBe(text(3600));
  });

  it("give up on texts with nothing in common, in one piece", () => {
    const before = Array.from({ length: 5000 }, (_, i) => `old ${i}`);
    const after = Array.from({ length: 5000 }, (_, i) => `new ${i}`);
    expect(lineChanges(before, after)).toEqual([{ oldStart: 0, oldEnd: 5000, newStart: 0, newEnd: 5000 }]);
  });
});
