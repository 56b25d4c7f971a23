import { describe, expect, it } from "vitest";
import { diffLine, oneLine } from "../../src/text/escape.js";

describe("oneLine", () => {
  it("keeps ordinary text, accents and emoji", () => {
    expect(oneLine("Größe – 任務 😀 'x' \"y\"")).toBe("Größe – 任務 😀 'x' \"y\"");
  });

  it.each([
    ["an escape sequence", "\u001b[31mred", "\\u001b[31mred"],
    ["a C1 control", "\u009b31m", "\\u009b31m"],
    ["a line feed", "a\nb", "a\\nb"],
    ["a carriage return", "a\rb", "a\\rb"],
    ["a tab", "a\tb", "a\\tb"],
    ["a bell", "\u0007", "\\u0007"],
    ["a right-to-left override", "\u202egnp.exe", "\\u202egnp.exe"],
    ["a zero-width space", "a\u200bb", "a\\u200bb"],
  ])("shows %s", (_, text, shown) => {
    expect(oneLine(text)).toBe(shown);
  });
});

it("diffLine keeps tabs and the last carriage return only", () => {
  expect(diffLine("+\ta\rb\u001b[0m\r")).toBe("+\ta\\rb\\u001b[0m\r");
});
