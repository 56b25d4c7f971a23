import type { ScalarStyle } from "./tree.js";

/** What the scanner hands to the parser; the names are those of libyaml's yaml_token_type_t. */
export type Token = { readonly start: number; readonly end: number } & (
  | {
      readonly type:
        | "stream-end"
        | "document-start"
        | "document-end"
        | "block-sequence-start"
        | "block-mapping-start"
        | "block-end"
        | "flow-sequence-start"
        | "flow-sequence-end"
        | "flow-mapping-start"
        | "flow-mapping-end"
        | "block-entry"
        | "flow-entry"
        | "key"
        | "value";
    }
  | { readonly type: "version-directive"; readonly major: number; readonly minor: number }
  | { readonly type: "tag-directive"; readonly handle: string; readonly prefix: string }
  | { readonly type: "alias" | "anchor"; readonly name: string }
  | { readonly type: "tag"; readonly handle: string; readonly suffix: string }
  | { readonly type: "scalar"; readonly style: ScalarStyle; readonly text: string }
);

export type TokenType = Token["type"];
export type TokenOf<Type extends TokenType> = Extract<Token, { type: Type }>;
