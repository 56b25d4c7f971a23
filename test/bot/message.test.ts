import { describe, expect, it } from "vitest";
import { commitMessage, treeOfTrailer } from "../../src/bot/message.js";
import { pauseBefore, retryAfter } from "../../src/bot/retry.js";

const TREE = "a".repeat(40);

describe("commitMessage", () => {
  it("says what, how many, why and where, and nothing that a forge would link", () => {
    const message = commitMessage({
      transform: { id: "raise-async", title: "async is long enough" },
      tasks: 3,
      files: ["roles/db/tasks/main.yml", "fixes #1.yml", "@all.yml", "GH-1.yml\n"],
      why: "A job that is killed fails.",
      tree: TREE,
    });
    expect(message).toBe(
      `Apply raise-async to 3 tasks\n\nAsync is long enough.\n\nA job that is killed fails.\n\n- roles/db/tasks/main.yml\n- and 3 more\n\nAsync-fix: raise-async ${TREE}\n`,
    );
    expect(treeOfTrailer(`raise-async ${TREE}`)).toBe(TREE);
    expect(treeOfTrailer("raise-async x")).toBeUndefined();
  });

  it("has no line over 72 characters", () => {
    const why = "word ".repeat(60).trim();
    const transform = { id: "x", title: "t".repeat(40) };
    for (const line of commitMessage({ transform, tasks: 1, files: [], why, tree: TREE }).split("\n"))
      expect(line.length).toBeLessThanOrEqual(72);
  });
});

describe("retrying", () => {
  it("waits as long as it is told, at most a minute, and twice as long each time otherwise", () => {
    expect(retryAfter("3", 0)).toBe(3000);
    expect(retryAfter("Thu, 01 Jan 1970 00:00:10 GMT", 4000)).toBe(6000);
    expect(retryAfter("soon", 0)).toBeUndefined();
    expect([1, 2, 3, 4].map((attempt) => pauseBefore(attempt, 503, undefined, 0))).toEqual([
      500,
      1000,
      2000,
      undefined,
    ]);
    expect(pauseBefore(1, 429, "3600", 0)).toBeUndefined();
    expect(pauseBefore(1, 404, undefined, 0)).toBeUndefined();
  });
});
