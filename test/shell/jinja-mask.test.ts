// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is the shell's syntax
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskJinja } from "../../src/shell/jinja-mask.js";

const shown = (text: string) => maskJinja(text).masked.shown;

describe("maskJinja", () => {
  it("puts an inert word of the same length for an expression", () => {
    expect(shown("a {{ b }} c")).toBe("a JJJJJJJ c");
    expect(shown("{{ '}}' }}x{{ {'a': {}} }}")).toBe(`${"J".repeat(10)}x${"J".repeat(15)}`);
    expect(shown("x={{\n  a\n}}; b")).toBe("x=JJJJJJJJJ; b");
  });

  it("blanks statements and comments, with the newline that trim_blocks takes", () => {
    expect(shown("a {% if x %}\nb {# c #} d {% endif %} e")).toBe(
      `a${" ".repeat(12)}b${" ".repeat(9)}d${" ".repeat(13)}e`,
    );
    expect(shown("a{# b #}\n c")).toBe(`a${" ".repeat(9)}c`);
  });

  it("keeps a word whole where a statement stands inside it", () => {
    expect(shown("--x={% if a %}1{% else %}2{% endif %} y")).toBe(
      `--x=${"J".repeat(10)}1${"J".repeat(10)}2${" ".repeat(11)} y`,
    );
    expect(shown("a{{ b }}{% if c %}d")).toBe(`a${"J".repeat(17)}d`);
  });

  it("lets a minus eat the white space on its side", () => {
    expect(shown("a \n{{- b -}} \n c")).toBe(`a${"J".repeat(14)}c`);
    expect(shown("a\n{%- if x -%}\n b")).toBe(`a${"J".repeat(15)}b`);
  });

  it("keeps the text of raw", () => {
    expect(shown("a {% raw %}{{ b }} {% endraw %} c")).toBe(`a ${" ".repeat(9)}{{ b }}${" ".repeat(14)}c`);
  });

  it("says what Jinja would refuse", () => {
    expect(maskJinja("echo ${#x}").unclosed).toBe(6);
    expect(maskJinja("a {{ b").unclosed).toBe(2);
    expect(maskJinja("{% raw %} x").unclosed).toBe(0);
    expect(maskJinja("a {{ b }}").unclosed).toBeUndefined();
  });

  it("tells a text that Jinja makes several of", () => {
    expect(maskJinja("{% if a %}b{% endif %}").conditional).toBe(true);
    expect(maskJinja("{% raw %}b{% endraw %}{{ c }}{# d #}").conditional).toBe(false);
  });

  it("never changes a length, and leads every offset back to itself", () => {
    const bits = fc.constantFrom(
      "{{",
      "}}",
      "{%",
      "%}",
      "{#",
      "#}",
      "-",
      "'",
      '"',
      "\n",
      " ",
      "a",
      "raw",
      "endraw",
      "{",
      "\\",
    );
    fc.assert(
      fc.property(fc.array(bits, { maxLength: 40 }), (parts) => {
        const text = parts.join("");
        const { masked } = maskJinja(text);
        expect(masked.shown).toHaveLength(text.length);
        for (let i = 0; i < text.length; i++)
          expect(masked.spanOf(i, i + 1)).toEqual({ start: i, end: i + 1 });
        expect(
          masked
            .slice(0, text.length)
            .map((piece) => piece.text)
            .join(""),
        ).toBe(text);
      }),
    );
  });
});
