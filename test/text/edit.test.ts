import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyEdits, Claims, type Edit, EditError } from "../../src/text/edit.js";

function edit(start: number, was: string, text: string): Edit {
  return { span: { start, end: start + was.length }, was, text };
}

describe("applyEdits", () => {
  it("splices, inserts and deletes in one go, whatever the order they come in", () => {
    expect(applyEdits("abcdef", [edit(4, "e", ""), edit(0, "a", "XY"), edit(3, "", "-")])).toBe("XYbc-df");
  });

  it("copies what is between the spans, carriage returns and surrogate pairs included", () => {
    expect(applyEdits("\ufeffa: 1\r\n# 😀\r\nb: 2", [edit(4, "1", "10")])).toBe(
      "\ufeffa: 10\r\n# 😀\r\nb: 2",
    );
  });

  it("lands lines at one offset the deepest first: a task's key, then the task behind it", () => {
    const line = (text: string, indent: number): Edit => ({ ...edit(2, "", text), indent });
    expect(applyEdits("a\n", [line("- b\n", 0), line("  c\n", 2), line("- d\n", 0)])).toBe(
      "a\n  c\n- b\n- d\n",
    );
  });

  it("lands insertions at one offset in the order given", () => {
    expect(applyEdits("ab", [edit(1, "", "1"), edit(1, "", "2")])).toBe("a12b");
  });

  it("takes an insertion at either end of a replaced span", () => {
    expect(applyEdits("abc", [edit(1, "b", "B"), edit(1, "", "<"), edit(2, "", ">")])).toBe("a<B>c");
  });

  it("refuses all when two overlap", () => {
    expect(() => applyEdits("abcd", [edit(0, "abc", ""), edit(2, "cd", "")])).toThrow(EditError);
  });

  it("refuses an edit that was made for another text", () => {
    expect(() => applyEdits("abcd", [edit(0, "x", "y")])).toThrow(/not what the edit expects/);
  });

  it("refuses an edit beyond the end", () => {
    expect(() => applyEdits("abcd", [edit(3, "de", "")])).toThrow(EditError);
  });
});

describe("Claims", () => {
  function clashing(...edits: readonly Edit[]): boolean {
    const claims = new Claims();
    return edits.some((each) => {
      if (claims.clashes(each)) return true;
      claims.take(each);
      return false;
    });
  }

  it("lets edits touch", () => {
    expect(clashing(edit(2, "c", "C"), edit(0, "ab", ""))).toBe(false);
    expect(clashing(edit(1, "", "x"), edit(1, "", "y"))).toBe(false);
    expect(clashing(edit(1, "b", "x"), edit(1, "", "y"), edit(2, "", "z"))).toBe(false);
  });

  it("sees one inside another, in either order", () => {
    expect(clashing(edit(0, "abcd", ""), edit(1, "", "x"))).toBe(true);
    expect(clashing(edit(1, "", "x"), edit(0, "abcd", ""))).toBe(true);
    expect(clashing(edit(3, "d", "x"), edit(0, "abcd", ""))).toBe(true);
  });

  it("agrees with what applyEdits takes", () => {
    const edits = fc.array(
      fc.tuple(fc.nat(12), fc.nat(4)).map(([start, length]) => edit(start, "x".repeat(length), "-")),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(edits, (all) => {
        let refused = false;
        try {
          applyEdits("x".repeat(16), all);
        } catch {
          refused = true;
        }
        expect(clashing(...all)).toBe(refused);
      }),
    );
  });
});
