import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tokenize } from "../../src/jinja/lexer.js";
import { jinjaLike } from "./arbitrary.js";

function values(source: string): readonly string[] {
  const lexed = tokenize(source);
  return lexed.ok
    ? lexed.tokens.slice(0, -1).map(({ kind, value }) => `${kind} ${value}`)
    : [lexed.error.message];
}

describe("tokenize", () => {
  it.each([
    ["1.0", ["float 1.0"]],
    ["1e3 1_0.5", ["float 1e3", "float 1_0.5"]],
    ["x.1.0", ["name x", "operator .", "integer 1", "operator .", "integer 0"]],
    [
      "0x1F 0o17 0b1_0 1_000 00",
      ["integer 0x1F", "integer 0o17", "integer 0b1_0", "integer 1_000", "integer 00"],
    ],
    ["017", ["integer 0", "integer 17"]],
    ["1and", ["integer 1", "name and"]],
    ["2**-1//3", ["integer 2", "operator **", "operator -", "integer 1", "operator //", "integer 3"]],
    ["naïve", ["name naïve"]],
    ["²x", ["invalid character in identifier"]],
    ["a ? b", ['unexpected character "?"']],
    ["(a]", ["unexpected ']'"]],
    ["(a", ["missing ')'"]],
    ["'a", ["the string is not closed"]],
  ])("%s", (source, expected) => {
    expect(values(source)).toEqual(expected);
  });

  it.each([
    [String.raw`'it\'s'`, "it's"],
    [String.raw`"\x41\u00e9\U0001f600\101\n"`, "Aé😀A\n"],
    [String.raw`'\d+\.'`, String.raw`\d+\.`],
    ["'a\\\nb\r\nc'", "ab\nc"],
  ])("decodes %s as Python does", (source, expected) => {
    expect(values(source)).toEqual([`string ${expected}`]);
  });

  it.each([String.raw`'\x4'`, String.raw`'\u12'`, String.raw`'\U00110000'`])("refuses %s", (source) => {
    expect(values(source)).toEqual(["the string has a broken escape"]);
  });

  it.each([
    ["{{ '}}' }} x", 8],
    ["{{ {'a': {'b': 1}} }} x", 19],
    ["{{ x[-1] -}} x", 9],
  ])("finds where the tag %s closes", (source, at) => {
    const lexed = tokenize(source, 2, "}}");
    expect(lexed.ok && lexed.close.start).toBe(at);
  });

  it("gives tokens that are in the text, in order, and does not throw", () => {
    fc.assert(
      fc.property(jinjaLike, (source) => {
        const lexed = tokenize(source);
        if (!lexed.ok) {
          expect(lexed.error.at).toBeGreaterThanOrEqual(0);
          expect(lexed.error.at).toBeLessThanOrEqual(source.length);
          return;
        }
        let behind = 0;
        for (const { span } of lexed.tokens) {
          expect(source.slice(behind, span.start).trim()).toBe("");
          behind = span.end;
        }
        expect(behind).toBe(source.length);
      }),
    );
  });
});
