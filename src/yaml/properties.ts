import { YamlError } from "./problem.js";
import type { Token, TokenOf } from "./token.js";

/** The tag handles that a document's directives define, and the two that all documents have. */
export class TagHandles {
  #version: TokenOf<"version-directive"> | undefined;
  readonly #prefixes = new Map<string, string>();

  version(token: TokenOf<"version-directive">): void {
    if (this.#version !== undefined) throw new YamlError("a second %YAML directive", token.start);
    if (token.major !== 1 || (token.minor !== 1 && token.minor !== 2))
      throw new YamlError(`YAML ${token.major}.${token.minor} is not read by Ansible`, token.start);
    this.#version = token;
  }

  define({ handle, prefix, start }: TokenOf<"tag-directive">): void {
    if (this.#prefixes.has(handle)) throw new YamlError(`a second %TAG directive for ${handle}`, start);
    this.#prefixes.set(handle, prefix);
  }

  resolve({ handle, suffix, start }: TokenOf<"tag">): string {
    if (handle === "") return suffix;
    const prefix = this.#prefixes.get(handle) ?? DEFAULT_HANDLES.get(handle);
    if (prefix === undefined) throw new YamlError(`an unknown tag handle ${handle}`, start);
    return prefix + suffix;
  }
}

const DEFAULT_HANDLES: ReadonlyMap<string, string> = new Map([
  ["!", "!"],
  ["!!", "tag:yaml.org,2002:"],
]);

/** The tag and the anchor in front of a node, in either order, each at most once. */
export class Properties {
  anchor: string | undefined;
  /** The tag as written and resolved, `!` (which asks for none) included. */
  written: string | undefined;
  start: number | undefined;
  end: number | undefined;

  constructor(readonly handles: TagHandles) {}

  /** Takes a token in, if it is a property that is still open. */
  accept(token: Token): boolean {
    if (token.type === "anchor" && this.anchor === undefined) this.anchor = token.name;
    else if (token.type === "tag" && this.written === undefined) this.written = this.handles.resolve(token);
    else return false;
    this.start ??= token.start;
    this.end = token.end;
    return true;
  }

  /** As the tree has them: without the `!` that only asks for the usual resolution. */
  get own(): { readonly tag: string | undefined; readonly anchor: string | undefined } {
    return { tag: this.written === "!" ? undefined : this.written, anchor: this.anchor };
  }
}
