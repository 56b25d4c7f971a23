import { describe, expect, it } from "vitest";
import { constantNumber } from "../../src/jinja/constant.js";
import { parseExpression } from "../../src/jinja/parser.js";

function constant(source: string): number | undefined {
  const parsed = parseExpression(source);
  return parsed.ok ? constantNumber(parsed.node) : undefined;
}

// Each value is what Python gives.
describe("constantNumber", () => {
  it.each([
    ["2 * 60 * 60", 7200],
    ["(1 + 2) * 60", 180],
    ["60 | int", 60],
    ["' 60' | int", 60],
    ["(7 / 2) | int", 3],
    ["7 / 2", 3.5],
    ["-7 // 2", -4],
    ["-7 % 3", 2],
    ["7 % -3", -2],
    ["7.5 // 2", 3],
    ["2 ** 3 ** 2", 64],
    ["2 ** -1", 0.5],
    ["3 ** 33", 5559060566555523],
    ["1_000 + 0x10 - +1", 1015],
    ["-0", 0],
  ])("%s = %d", (source, expected) => {
    expect(constant(source)).toBe(expected);
  });

  it.each([
    "x",
    "60 + x",
    "'60'",
    "'6x' | int",
    "1 / 0",
    "1 // 0",
    "1 % 0",
    "2 ** 60",
    "9007199254740993",
    "true",
    "1 | int(2)",
    "10 | abs",
  ])("leaves %s", (source) => {
    expect(constant(source)).toBeUndefined();
  });
});
