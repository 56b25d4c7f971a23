import type { Shape } from "../yaml/shape.js";
import type { ScalarValue, YamlEntry, YamlMap, YamlScalar, YamlSeq } from "../yaml/tree.js";

/**
 * What an edit means for the data of a file. Nodes are those of the tree that the edits were made for, so
 * a delta needs no paths. `says` is for people.
 */
export type Delta = {
  readonly file: string;
  readonly says: string;
} /** A scalar, of an entry or a list, is read otherwise; its tag and anchor stay. */ & (
  | { readonly op: "text"; readonly scalar: YamlScalar; readonly value: ScalarValue }
  | { readonly op: "set"; readonly entry: YamlEntry; readonly value: Shape }
  | { readonly op: "rename"; readonly entry: YamlEntry; readonly key: string }
  | { readonly op: "remove"; readonly entry: YamlEntry }
  /** `after` undefined: as the first key. */
  | {
      readonly op: "add";
      readonly map: YamlMap;
      readonly after: YamlEntry | undefined;
      readonly key: string;
      readonly value: Shape;
    }
  /** Before the item that now has this index; the list's length puts it at the end. */
  | { readonly op: "insert"; readonly seq: YamlSeq; readonly index: number; readonly value: Shape }
  | { readonly op: "replace"; readonly seq: YamlSeq; readonly index: number; readonly value: Shape }
);
