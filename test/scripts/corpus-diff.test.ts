import { describe, expect, it } from "vitest";

interface Block {
  readonly line: number;
  readonly lines: readonly string[];
}

interface Blocks {
  blocksOf(diff: string): readonly Block[];
  compareBlocks(
    before: readonly Block[],
    after: readonly Block[],
  ): {
    readonly lost: readonly Block[];
    readonly gained: readonly Block[];
    readonly changed: readonly (readonly [Block, Block])[];
  };
}

// Scripts are plain JavaScript, which tsc does not read.
const script = new URL("../../scripts/corpus-diff/blocks.mjs", import.meta.url).href;
const { blocksOf, compareBlocks } = (await import(script)) as Blocks;

const DIFF = `--- a/x.yml
+++ b/x.yml
@@ -1,5 +1,6 @@
 - shell: x
-  async: 30
+  async: 90
   register: y
+  poll: 10
 - debug:
@@ -9,0 +11,2 @@
+- new: task
+  a: b
`;

const block = (line: number, ...lines: readonly string[]): Block => ({ line, lines });

describe("corpus-diff", () => {
  it("tells the places of a diff apart, by the line of the old text", () => {
    expect(blocksOf(DIFF)).toEqual([
      block(2, "-  async: 30", "+  async: 90"),
      block(4, "+  poll: 10"),
      block(10, "+- new: task", "+  a: b"),
    ]);
  });

  it("takes no header for a removed line", () => {
    expect(blocksOf("--- a/x.yml\n+++ b/x.yml\n")).toEqual([]);
  });

  it("finds nothing where both do the same", () => {
    expect(compareBlocks(blocksOf(DIFF), blocksOf(DIFF))).toEqual({ lost: [], gained: [], changed: [] });
  });

  it("pairs what both do in one place, and only that", () => {
    const before = [block(2, "-a: 1", "+a: 2"), block(9, "+b: 1")];
    const after = [block(2, "-a: 1", "+a: 3"), block(20, "+b: 1")];
    expect(compareBlocks(before, after)).toEqual({
      lost: [block(9, "+b: 1")],
      gained: [block(20, "+b: 1")],
      changed: [[before[0], after[0]]],
    });
  });
});
