/**
 * Joins the lines of a flow scalar as libyaml does (scanner.c, "Check if we need to join"): one line break
 * becomes a blank, of several all but the first stay; blanks around a break are dropped.
 */
export class Folding {
  text = "";
  #blanks = "";
  /** The first break since the last content: undefined when there was none. */
  #first: string | undefined;
  #more = "";

  /** Has a line ended since the last content? */
  get brokeLine(): boolean {
    return this.#first !== undefined;
  }

  add(content: string): void {
    this.flush();
    this.text += content;
  }

  addBlank(blank: string): void {
    if (this.#first === undefined) this.#blanks += blank;
  }

  addBreak(text: string): void {
    if (this.#first === undefined) this.#first = text;
    else this.#more += text;
  }

  /** A line break behind a backslash: it joins without a blank. */
  addEscapedBreak(): void {
    this.flush();
    this.#first = "";
  }

  /** What stands between the last content and what comes now. */
  flush(): void {
    if (this.#first === undefined) this.text += this.#blanks;
    else if (this.#first === "\n") this.text += this.#more === "" ? " " : this.#more;
    else this.text += this.#first + this.#more;
    this.#blanks = "";
    this.#first = undefined;
    this.#more = "";
  }
}
