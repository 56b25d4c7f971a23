import fc from "fast-check";

/** Lines of YAML, given the indentation of the collection that they are part of. */
export type Piece = (indent: string) => readonly string[];

/** Comments, some of them like what they must not be taken for. */
export const COMMENTS = [
  "#",
  "# a note",
  "#async: 30",
  "# - name: another task",
  "#     deeply indented",
  "# poll: 5   # twice",
  "# 1 hour",
  "# é 😀 \u202e",
  "#{% if x %}",
  "# 'quote \"",
  "# async-fix: expected=20m",
  "# async-fix: ignore[raise-async]",
  "# async-fix: verify",
] as const;

const comment = fc.constantFrom(...COMMENTS);

/** Lines between entries: comments at the entry's own column or off it, and blank ones. */
const between: fc.Arbitrary<Piece> = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Piece>(() => []) },
  {
    weight: 2,
    arbitrary: comment.map(
      (text): Piece =>
        (indent) => [indent + text],
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom("", "  ").map(
      (text): Piece =>
        () => [text],
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(comment, fc.integer({ min: 0, max: 9 })).map(
      ([text, column]): Piece =>
        () => [" ".repeat(column) + text],
    ),
  },
);

/** What may stand behind a value on its line. */
const trailing = fc.oneof(
  { weight: 8, arbitrary: fc.constant("") },
  { weight: 2, arbitrary: comment.map((text) => ` ${text}`) },
  { weight: 1, arbitrary: comment.map((text) => `\t${text}`) },
  { weight: 1, arbitrary: fc.constantFrom(" ", "  ") },
);

const afterColon = fc.constantFrom(" ", " ", " ", "   ", "\t");
const beforeColon = fc.constantFrom("", "", "", "", " ");

/** `key: value` on one line, with what may stand around it. */
export function entry(key: string, value: fc.Arbitrary<string>): fc.Arbitrary<Piece> {
  return fc
    .tuple(between, value, beforeColon, afterColon, trailing)
    .map(([above, text, before, gap, behind]) => (indent) => [
      ...above(indent),
      // In front of nothing a gap is trailing white space, which is a case of its own.
      `${indent}${key}${before}:${text === "" ? "" : gap}${text}${behind}`,
    ]);
}

/** `key:` with lines of its own below, given their indentation. */
export function nested(
  key: string,
  body: fc.Arbitrary<Piece>,
  step: fc.Arbitrary<string> = fc.constantFrom("  ", "  ", "    "),
): fc.Arbitrary<Piece> {
  return fc.tuple(between, trailing, body, step).map(([above, behind, lines, deeper]) => (indent) => [
    ...above(indent),
    `${indent}${key}:${behind}`,
    ...lines(indent + deeper),
  ]);
}

/** A block scalar; the lines are given without indentation. */
export function block(
  key: string,
  header: fc.Arbitrary<string>,
  lines: fc.Arbitrary<readonly string[]>,
): fc.Arbitrary<Piece> {
  return fc
    .tuple(between, header, lines, fc.constantFrom("  ", "    "))
    .map(([above, sign, text, deeper]) => (indent) => [
      ...above(indent),
      `${indent}${key}: ${sign}`,
      ...text.map((line) => (line === "" ? "" : indent + deeper + line)),
    ]);
}

/** Several pieces, one after the other. */
export function together(pieces: readonly Piece[]): Piece {
  return (indent) => pieces.flatMap((piece) => piece(indent));
}

export type DashStyle = "- " | "-   " | "-";

/** An item of a block sequence: its first line of content gets the dash. */
export function item(dash: DashStyle, entries: Piece): Piece {
  return (indent) => {
    if (dash === "-") return [`${indent}-`, ...entries(`${indent}  `)];
    const lines = entries(indent + " ".repeat(dash.length));
    const first = lines.findIndex((line) => line.trim() !== "" && !line.trim().startsWith("#"));
    return lines.map((line, i) =>
      i === first ? indent + dash + line.slice(indent.length + dash.length) : line,
    );
  };
}
