import { describe, expect, it } from "vitest";
import { lineEnding, nextLineStart, thisLineStart } from "../../src/text/lines.js";
import { LineIndex } from "../../src/text/span.js";

const TEXT = "ab\r\n\ncd";

describe("LineIndex", () => {
  it.each([
    [0, 1, 1],
    [3, 1, 4],
    [4, 2, 1],
    [5, 3, 1],
    [7, 3, 3],
  ])("offset %i is %i:%i", (offset, line, column) => {
    expect(new LineIndex(TEXT).position(offset)).toEqual({ line, column });
  });

  it("gives the start of an offset's line", () => {
    expect([0, 3, 4, 6].map((offset) => new LineIndex(TEXT).lineStart(offset))).toEqual([0, 0, 4, 5]);
  });
});

it("finds where lines start and end", () => {
  expect(thisLineStart(TEXT, 2)).toBe(0);
  expect(thisLineStart(TEXT, 4)).toBe(4);
  expect(nextLineStart(TEXT, 0)).toBe(4);
  expect(nextLineStart(TEXT, 6)).toBe(TEXT.length);
});

it("takes the line ending of the first line", () => {
  expect(lineEnding("a\r\nb\n")).toBe("\r\n");
  expect(lineEnding("a\nb\r\n")).toBe("\n");
  expect(lineEnding("\r\n")).toBe("\r\n");
  expect(lineEnding("a")).toBe("\n");
});
