import { describe, expect, it } from "vitest";
import { parseYaml } from "../../src/yaml/parse.js";
import { keyText, type YamlNode } from "../../src/yaml/tree.js";

function rootOf(source: string): YamlNode {
  const parsed = parseYaml(source);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  const root = parsed.file.documents[0]?.root;
  if (root === undefined) throw new Error("an empty document");
  return root;
}

/** Every part of the tree, as its place in the source: entries and items with all that is written for them. */
function* placesIn(node: YamlNode, source: string): Generator<string> {
  yield source.slice(node.span.start, node.span.end);
  if (node.kind === "seq")
    for (const item of node.items) {
      yield source.slice(item.span.start, item.span.end);
      yield* placesIn(item.value, source);
    }
  if (node.kind === "map")
    for (const entry of node.entries) {
      yield source.slice(entry.span.start, entry.span.end);
      yield* placesIn(entry.key, source);
      yield* placesIn(entry.value, source);
    }
}

function places(source: string): readonly string[] {
  return [...placesIn(rootOf(source), source)];
}

describe("the places of a tree", () => {
  it("are those of the text, without comments and blank lines", () => {
    expect(places("# top\n- a: 1  # one\n\n# end\n")).toEqual(["- a: 1", "- a: 1", "a: 1", "a: 1", "a", "1"]);
  });

  it("have tags and anchors beside the node and inside the entry", () => {
    expect(places("&k a: !!int &x 1")).toEqual(["&k a: !!int &x 1", "&k a: !!int &x 1", "a", "1"]);
  });

  it("of an empty value are behind its colon", () => {
    const root = rootOf("poll: # later\nasync: 30\n");
    const entry = root.kind === "map" ? root.entries[0] : undefined;
    expect(entry?.value.span).toEqual({ start: 5, end: 5 });
    expect(entry?.span).toEqual({ start: 0, end: 5 });
  });

  it("of an explicit key start at its question mark", () => {
    expect(places("? a\n: b")[1]).toBe("? a\n: b");
  });

  it("of a block scalar end with its last line of content, or with the lines it keeps", () => {
    expect(places("a: |\n  x\n\nb: c\n")[3]).toBe("|\n  x\n");
    expect(places("a: |+\n  x\n\nb: c\n")[3]).toBe("|+\n  x\n\n");
    expect(places("a: |+\n  x\n  y")[3]).toBe("|+\n  x\n  y");
    expect(places("a: |\n  x")[3]).toBe("|\n  x");
    expect(places("a: | # empty\nb: c\n")[3]).toBe("| # empty");
  });

  it("are UTF-16 offsets, a byte order mark counted", () => {
    expect(places("\ufeff😀: 'é'")).toEqual(["😀: 'é'", "😀: 'é'", "😀", "'é'"]);
  });
});

describe("comments", () => {
  it("are found wherever they are, and nothing else is taken for one", () => {
    const source = `%YAML 1.1 # a
--- # b
# c
k#: v # d
"q # no": | # e
  # no
f: [x, # f
  y]#g
h: z#no
`;
    const parsed = parseYaml(source);
    expect(parsed.ok && parsed.file.comments.map((comment) => comment.text)).toEqual([
      "# a",
      "# b",
      "# c",
      "# d",
      "# e",
      "# f",
      "#g",
    ]);
  });

  it("of a file with carriage returns end before them", () => {
    const parsed = parseYaml("a: b # c\r\n");
    expect(parsed.ok && parsed.file.comments).toEqual([{ span: { start: 5, end: 8 }, text: "# c" }]);
  });
});

describe("what is kept for the model", () => {
  it("duplicate and merge keys are entries like others", () => {
    const root = rootOf("a: &x {b: 1}\n<<: *x\na: 2\n");
    expect(root.kind === "map" && root.entries.map(keyText)).toEqual(["a", "<<", "a"]);
  });

  it("anchors are known by name, and which of them are used", () => {
    const parsed = parseYaml("a: &x 1\nb: &y 2\nc: *x\n");
    const document = parsed.ok ? parsed.file.documents[0] : undefined;
    expect([...(document?.anchors.keys() ?? [])]).toEqual(["x", "y"]);
    expect([...(document?.aliased ?? [])]).toEqual(["x"]);
  });
});

describe("what can't be read", () => {
  it.each([
    ["a: b: c\n", 4, "a mapping value is not allowed here"],
    ["x: 1\na: 'b\n", 8, "a quoted scalar that does not end"],
    ["a: *b\n", 3, "an alias *b without its anchor"],
    ["a: \u0007\n", 3, "a character that YAML does not allow: #x0007"],
    ["{{ x }}: y\n", 0, "a key that is a list or a mapping"],
  ])("%j says where and why", (source, offset, message) => {
    expect(parseYaml(source)).toEqual({ ok: false, problem: { message, offset } });
  });

  it.each([
    ["[", 999, true],
    ["[", 1001, false],
    ["- ", 999, true],
    ["- ", 100_000, false],
  ])("%j nested %i deep", (opening, depth, ok) => {
    const closing = opening === "[" ? "]" : "";
    expect(parseYaml(opening.repeat(depth) + closing.repeat(depth)).ok).toBe(ok);
  });
});
