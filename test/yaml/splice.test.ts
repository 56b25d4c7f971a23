import { describe, expect, it } from "vitest";
import { span } from "../../src/text/span.js";
import { parseYaml } from "../../src/yaml/parse.js";
import { spliceScalar } from "../../src/yaml/splice.js";
import { isMap, isScalar } from "../../src/yaml/tree.js";

/** Replaces the first `old` in the text of the value of `key:` by `next`, where it is written. */
function replace(source: string, old: string, next: string): string | undefined {
  const parsed = parseYaml(source);
  const root = parsed.ok ? parsed.file.documents[0]?.root : undefined;
  const value = isMap(root) ? root.entries[0]?.value : undefined;
  if (!isScalar(value)) throw new Error("no scalar");
  const at = value.text.indexOf(old);
  if (at === -1) throw new Error(`${old} is not in ${JSON.stringify(value.text)}`);
  const spliced = spliceScalar(value, source, [{ at: span(at, at + old.length), text: next }]);
  if (spliced === undefined) return undefined;
  let [result, from] = ["", 0];
  for (const edit of spliced.edits) {
    result += source.slice(from, edit.at.start) + edit.text;
    from = edit.at.end;
  }
  return result + source.slice(from);
}

describe("splices a part of a scalar where it is written", () => {
  it.each([
    ["plain", "key: a b c\n", "b ", "", "key: a c\n"],
    ["plain over lines", "key: a b\n  c d\n", "c ", "", "key: a b\n  d\n"],
    ["plain, across the fold", "key: a b\n  c d\n", "b c", "x", "key: a x d\n"],
    ["single quotes", "key: 'it''s b'\n", "b", "o'c", "key: 'it''s o''c'\n"],
    ["double quotes", 'key: "a \\"b\\" c"\n', '"b"', "x", 'key: "a x c"\n'],
    ["an escape", 'key: "a\\nb c"\n', "b", 'x"', 'key: "a\\nx\\" c"\n'],
    ["a quoted scalar over lines", 'key: "a\n  b\n\n  c"\n', "b\nc", "x", 'key: "a\n  x"\n'],
    ["a quoted line indented less than its key", 'key: "a\nb"\n', "b", "x", 'key: "a\nx"\n'],
    ["a literal block", "key: |\n  a\n  b & c\nend: 1\n", " &", "", "key: |\n  a\n  b c\nend: 1\n"],
    ["a whole line of it", "key: |\n  a\n  b\n  c\nend: 1\n", "b\n", "", "key: |\n  a\n  c\nend: 1\n"],
    ["its first line", "key: |\n  a\n  b\nend: 1\n", "a\n", "", "key: |\n  b\nend: 1\n"],
    ["its last line", "key: |\n  a\n  b\n\nend: 1\n", "b\n", "", "key: |\n  a\n\nend: 1\n"],
    ["lines with blank ones", "key: |\n\n  a\n\n  b\n", "\na\n\n", "", "key: |\n  b\n"],
    ["a line more", "key: |\n  a\n  b\n", "a", "a\nx", "key: |\n  a\n  x\n  b\n"],
    ["a line more, CRLF", "key: |\r\n  a\r\n", "a", "a\nx", "key: |\r\n  a\r\n  x\r\n"],
    ["CRLF", "key: |\r\n  a\r\n  b\r\nend: 1\r\n", "a\n", "", "key: |\r\n  b\r\nend: 1\r\n"],
    ["a comment behind the header", "key: |- # why\n  a b\n  c\n", "a ", "", "key: |- # why\n  b\n  c\n"],
    ["a folded block", "key: >\n  a b\n  c d\n", "b c", "x", "key: >\n  a x d\n"],
    ["a folded line", "key: >-\n  a\n  b\n\n  c\n", "a ", "", "key: >-\n  b\n\n  c\n"],
    [
      "a folded block with an indented line",
      "key: >\n  a\n    b\n  c\n",
      "c",
      "x",
      "key: >\n  a\n    b\n  x\n",
    ],
    ["an end without a line feed", "key: |\n  a\n  b", "a\n", "", "key: |\n  b"],
  ])("%s", (_, source, old, next, expected) => {
    expect(replace(source, old, next)).toBe(expected);
  });
});

describe("refuses what would not be read as meant", () => {
  it.each([
    ["a comment in a plain scalar", "key: a b\n", "b", "#b"],
    ["a key in a plain scalar", "key: a b\n", "a b", "a: b"],
    ["an explicit indentation", "key: |2\n   a\n  b\n", "b", "x"],
    ["an escape by number", 'key: "a\\x41 b"\n', "b", "x"],
    ["the last line of a stripped block", "key: |-\n  a\n  b\n", "b", ""],
    ["a first line that leaves a deeper one to set the indentation", "key: |\n  a\n    b\n  c\n", "a\n", ""],
    ["several lines in single quotes", "key: 'a b'\n", "b", "x\ny"],
  ])("%s", (_, source, old, next) => {
    expect(replace(source, old, next)).toBeUndefined();
  });
});
