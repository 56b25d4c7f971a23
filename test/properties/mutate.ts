import fc from "fast-check";

/** What is put somewhere into a text: everything that means something to YAML, and some that mean trouble. */
const PIECES = [
  ...[
    "\t",
    " ",
    "  ",
    "\n",
    "\r\n",
    "\r",
    "- ",
    ": ",
    ":",
    "#",
    " #",
    "'",
    '"',
    "{",
    "}",
    "[",
    "]",
    ",",
    "\\",
  ],
  ...[
    "&a ",
    "*a",
    "!x ",
    "!",
    "!!int ",
    "|",
    "|-\n",
    ">",
    "%",
    "@",
    "`",
    "? ",
    "---\n",
    "...\n",
    "<<: ",
    "=",
    "~",
  ],
  ...[
    "\u00a0",
    "\ufeff",
    "é",
    "😀",
    "\x85",
    "\u2028",
    "\0",
    "\x07",
    "- - ",
    "a: b",
    "async: 30\n",
    "poll: 0",
    "{{ ",
  ],
];

type Change = (text: string) => string;

/** A place in a text, as a fraction of it, so that shrinking moves it to the front. */
const place = fc.integer({ min: 0, max: 9999 });

function at(text: string, part: number): number {
  return Math.floor((part / 10_000) * (text.length + 1));
}

function onLines(change: (lines: string[], line: number) => void, part: number): Change {
  return (text) => {
    const lines = text.split("\n");
    change(lines, Math.floor((part / 10_000) * lines.length));
    return lines.join("\n");
  };
}

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(place, fc.constantFrom(...PIECES)).map(
    ([part, piece]): Change =>
      (text) =>
        text.slice(0, at(text, part)) + piece + text.slice(at(text, part)),
  ),
  fc.tuple(place, fc.integer({ min: 1, max: 4 })).map(
    ([part, count]): Change =>
      (text) =>
        text.slice(0, at(text, part)) + text.slice(at(text, part) + count),
  ),
  place.map((part) => onLines((lines, line) => lines.splice(line, 1), part)),
  fc.tuple(place, place).map(([part, other]) =>
    onLines((lines, line) => {
      const copied = lines[line];
      if (copied !== undefined) lines.splice(Math.floor((other / 10_000) * lines.length), 0, copied);
    }, part),
  ),
  fc.tuple(place, fc.constantFrom("", " ", "  ", "\t", "    ")).map(([part, blanks]) =>
    onLines((lines, line) => {
      lines[line] = blanks + (lines[line] ?? "").trimStart();
    }, part),
  ),
);

/** @param texts to start from */
export function mutated(texts: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...texts), fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([text, changes]) => changes.reduce((now, each) => each(now), text));
}
