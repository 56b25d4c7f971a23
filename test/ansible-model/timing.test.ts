import { describe, expect, it } from "vitest";
import { jobMode, timing } from "../../src/index.js";
import { readTask } from "../support/read.js";

/** What Ansible makes of `async: <written>`: int() of what PyYAML loads (run on 2.14.18 and 2.18.19). */
describe("a number", () => {
  it.each([
    ["60", 60],
    ["'60'", 60],
    ['" 60 "', 60],
    ["+60", 60],
    ["-60", -60],
    ["1_800", 1800],
    ["'1_800'", 1800],
    ["1:00:00", 3600],
    ["0755", 493],
    ["'0755'", 755],
    ["0x10", 16],
    ["0b11", 3],
    ["0900", 900],
    ["yes", 1],
    ["off", 0],
    ["60.9", 60],
    ["60\u00a0", 60],
    ["!!int '60'", 60],
    ["!!str 60", 60],
    ["99999999999999999999", 1e20],
    ["|\n  60", 60],
  ])("%j is %d", (written, value) => {
    expect(timing(readTask(`shell: x\nasync: ${written}`), "async")).toMatchObject({ kind: "number", value });
  });

  it.each([
    ["forever"],
    ["'0x10'"],
    ["'1__0'"],
    ["'60.9'"],
    ["'60 s'"],
    ["1e3"],
    ["[60]"],
    ["{a: 1}"],
    [".inf"],
    ["!vault x"],
  ])("%j is none", (written) => {
    expect(timing(readTask(`shell: x\nasync: ${written}`), "async").kind).toBe("unreadable");
  });

  it.each([["~"], [""], ["null"]])("%j is as if not written", (written) => {
    expect(timing(readTask(`shell: x\nasync: ${written}`), "async").kind).toBe("absent");
  });

  it.each([["'{{ x }}'"], ["'{% if x %}1{% endif %}'"]])("%j is a template", (written) => {
    expect(timing(readTask(`shell: x\nasync: ${written}`), "async").kind).toBe("template");
  });
});

describe("jobMode", () => {
  it.each([
    ["", "sync"],
    ["async: 0", "sync"],
    ["async: -1", "sync"],
    ["async: '{{ omit }}'", "sync"],
    ["async: '{{ ansible_check_mode | ternary(60, 0) }}'", "sync"],
    ["async: 60", "polled"],
    ["async: 60\npoll: 5", "polled"],
    ["async: 60\npoll: ~", "polled"],
    ["async: '{{ x }}'\npoll: 5", "polled"],
    ["async: 60\npoll: 0", "fire-and-forget"],
    ["async: 60\npoll: no", "fire-and-forget"],
    ["async: 60\npoll: 0.5", "fire-and-forget"],
    ["async: '{{ x }}'\npoll: '0'", "fire-and-forget"],
    ["async: 60\npoll: '{{ ansible_check_mode | ternary(5, 0) }}'", "fire-and-forget"],
    ["async: 60\npoll: '{{ x }}'", "templated"],
  ])("%j is %s", (lines, mode) => {
    expect(jobMode(readTask(`shell: x\n${lines}`.trimEnd()))).toBe(mode);
  });
});
