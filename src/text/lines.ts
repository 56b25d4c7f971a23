/** The line ending of a text: that of its first line, as every line of a sane file has the same. */
export function lineEnding(source: string): "\n" | "\r\n" {
  const first = source.indexOf("\n");
  return first > 0 && source[first - 1] === "\r" ? "\r\n" : "\n";
}

/**
 * The offset just past the line that holds `offset`, its line ending included.
 * At the end of a text without a last newline this is the text's length.
 */
export function nextLineStart(source: string, offset: number): number {
  const end = source.indexOf("\n", offset);
  return end === -1 ? source.length : end + 1;
}

/** The offset at which the line that holds `offset` starts. */
export function thisLineStart(source: string, offset: number): number {
  return source.lastIndexOf("\n", offset - 1) + 1;
}
