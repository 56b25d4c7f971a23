import { describe, expect, it } from "vitest";
import { decide, type Situation } from "../../src/bot/decide.js";
import type { Request } from "../../src/bot/forge.js";
import { writeSection } from "../../src/bot/marker.js";

const CONTENT = "a".repeat(32);
const OTHER = "b".repeat(32);
const BASE = "1".repeat(40);
const HEAD = "2".repeat(40);
const PERSONS = "3".repeat(40);

function request(state: Request["state"], content: string | undefined = CONTENT, base = BASE): Request {
  const body = writeSection("", "text", { content, base, head: HEAD });
  return { number: 1, url: "", state, title: "", body, branch: "b", base: "main", head: HEAD, author: "" };
}

function situation(changes: Partial<Situation>): Situation {
  return { content: CONTENT, incomplete: false, base: BASE, tip: HEAD, requests: [], ...changes };
}

describe("decide", () => {
  it.each<[string, Partial<Situation>, object]>([
    ["nothing to fix, nothing open", { content: undefined }, { do: "nothing" }],
    ["nothing to fix, one open", { content: undefined, requests: [request("open")] }, { do: "close" }],
    [
      "nothing to fix as far as could be seen",
      { content: undefined, incomplete: true, requests: [request("open")] },
      { do: "wait" },
    ],
    ["the same on the same base", { requests: [request("open")] }, { do: "keep" }],
    ["the same, with a person's commit", { requests: [request("open")], tip: PERSONS }, { do: "keep" }],
    [
      "the branch is gone",
      { requests: [request("open")], tip: undefined },
      { do: "update", known: "no-branch" },
    ],
    ["the base moved", { base: PERSONS, requests: [request("open")] }, { do: "update", known: "own" }],
    ["something else to fix", { requests: [request("open", OTHER)] }, { do: "update", known: "own" }],
    [
      "something else, and a person's commit",
      { requests: [request("open", OTHER)], tip: PERSONS },
      { do: "update", known: "unknown" },
    ],
    ["no branch yet", { tip: undefined }, { do: "open", known: "no-branch" }],
    ["a branch that nobody asked about", {}, { do: "open", known: "unknown" }],
    ["closed by a person", { requests: [request("closed")] }, { do: "stay-closed" }],
    ["closed for something else", { requests: [request("closed", OTHER)] }, { do: "open", known: "unknown" }],
    [
      "closed twice, first for this",
      { requests: [request("closed", OTHER), request("closed")] },
      { do: "stay-closed" },
    ],
    ["merged, its branch left over", { requests: [request("merged")] }, { do: "open", known: "own" }],
    [
      "merged, then a person's commit",
      { requests: [request("merged")], tip: PERSONS },
      { do: "open", known: "unknown" },
    ],
    [
      "closed, another open for something else",
      { requests: [request("open", OTHER), request("closed")] },
      { do: "update" },
    ],
  ])("%s", (_, changes, decision) => {
    expect(decide(situation(changes))).toMatchObject(decision);
  });

  it("an open request without the bot's text is taken over, not asked for again", () => {
    const bare = { ...request("open"), body: "by hand" };
    expect(decide(situation({ requests: [bare] }))).toMatchObject({ do: "update", known: "unknown" });
  });

  it("what the bot itself closed is no person's no", () => {
    const closed = { ...request("closed"), body: request("closed").body.replace(CONTENT, "none") };
    expect(decide(situation({ requests: [closed] }))).toMatchObject({ do: "open" });
  });
});
