import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Deciding, decidingNumbers } from "../../src/jinja/numbers.js";
import { jinjaLike } from "./arbitrary.js";

/** The decision in short, each number as `value@what to replace`. */
function short(text: string): string {
  const show = (deciding: Deciding): string => {
    switch (deciding.kind) {
      case "constant":
        return `${deciding.value}@${text.slice(deciding.span.start, deciding.span.end)}${deciding.quoted ? " quoted" : ""}`;
      case "omit":
        return "omit";
      case "variable":
        return `${[deciding.variable.root, ...deciding.variable.path].join("/")}${deciding.viaInt ? " int" : ""}`;
      case "default":
        return `${deciding.variable.root}${deciding.viaInt ? " int" : ""} else ${show(deciding.fallback)}`;
      case "ternary":
        return `run ${show(deciding.whenRun)}, check ${show(deciding.whenCheck)}`;
      case "sum":
        return `${show(deciding.constant)} + (${show(deciding.rest)})`;
      case "scaled":
        return `(${show(deciding.rest)}) ${deciding.operator} ${show(deciding.constant)}`;
      case "other":
        return `${deciding.reason}: ${deciding.names.join(" ")}`;
    }
  };
  return show(decidingNumbers(text));
}

describe("decidingNumbers", () => {
  it.each([
    ["{{ 2 * 60 * 60 }}", "7200@2 * 60 * 60"],
    ["{{ '60' | int }}", "60@'60' | int"],
    ["{{ '60' }}", "60@60 quoted"],
    ["{{ (1800) }}", "1800@(1800)"],
    ["{{ omit }}", "omit"],
    ["{{ x }}", "x"],
    ["{{ x.timeout | int }}", "x/timeout int"],
    ["{{ hostvars[h].x }}", "x"],
    ["{{ x | default(1800, true) }}", "x else 1800@1800"],
    ["{{ (x | d('60')) | int }}", "x int else 60@60 quoted"],
    ["{{ x | default(omit) }}", "x else omit"],
    ["{{ x | default(y | default(2 * 60)) }}", "x else y else 120@2 * 60"],
    ["{{ x | default(default_value=5) }}", "x else 5@5"],
    ["{{ ansible_check_mode | ternary(0, 1000) }}", "run 1000@1000, check 0@0"],
    ["{{ (not ansible_check_mode | bool) | ternary('60', omit) }}", "run 60@60 quoted, check omit"],
    ["{{ 0 if ansible_check_mode else 1000 }}", "run 1000@1000, check 0@0"],
    ["{{ x | default(9) if not (not not ansible_check_mode) else 0 }}", "run x else 9@9, check 0@0"],
    ["{{ 7200 + x | default(3600) }}", "7200@7200 + (x else 3600@3600)"],
    ["{{ (x | int) + 120 }}", "120@120 + (x int)"],
    ["{{ (x | default(86400)) | int // 30 }}", "(x int else 86400@86400) // 30@30"],
    ["{{ (x / 10) | round | int }}", "(x) / 10@10"],
    ["{{ x | int * 60 }}", "(x int) * 60@60"],
    ["{{ x // y }}", "arithmetic of variables: x y"],
    ["{{ x - 5 }}", "arithmetic of variables: x"],
    ["{{ 0 if x else 15 }}", "a condition that is not check mode: x"],
    ["{{ 0 if ansible_check_mode }}", "a condition that is not check mode: ansible_check_mode"],
    ["{{ [x | int, 60] | max }}", "not a form that is known: x"],
    ["{{ x }}0", "not one expression: "],
    ["30", "not one expression: "],
  ])("%s", (text, expected) => {
    expect(short(text)).toBe(expected);
  });

  it("never throws", () => {
    fc.assert(
      fc.property(jinjaLike, (inner) => {
        const text = `{{ ${inner} }}`;
        const { span } = decidingNumbers(text);
        expect(span.end).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});
