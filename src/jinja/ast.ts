import type { Span } from "../text/span.js";

/** What every node has. Offsets are UTF-16 units of the text that was parsed, shifted by its `base`. */
interface Placed {
  /** The node itself, without the parentheses around it. */
  readonly span: Span;
  /** The node with all parentheses around it; the same as `span` where there are none. */
  readonly outer: Span;
}

export interface StringLiteral extends Placed {
  readonly kind: "string";
  readonly value: string;
  /** The quoted pieces: `'a' "b"` is one value of two pieces. Each span includes its quotes. */
  readonly pieces: readonly Span[];
}
export interface NumberLiteral extends Placed {
  readonly kind: "number";
  /** Rounded where it is no safe integer. */
  readonly value: number;
  readonly integer: boolean;
}
export interface BooleanLiteral extends Placed {
  readonly kind: "boolean";
  readonly value: boolean;
}
export interface NoneLiteral extends Placed {
  readonly kind: "none";
}
export interface Name extends Placed {
  readonly kind: "name";
  readonly name: string;
}
/** `x.y` */
export interface Attribute extends Placed {
  readonly kind: "attribute";
  readonly object: Expr;
  readonly name: string;
}
/** `x['y']`, `x[0]`, `x.0`, `x[1:2]` */
export interface Item extends Placed {
  readonly kind: "item";
  readonly object: Expr;
  readonly index: Expr;
}
/** `1:2:3`, only inside the brackets of an Item. */
export interface Slice extends Placed {
  readonly kind: "slice";
  readonly start: Expr | undefined;
  readonly stop: Expr | undefined;
  readonly step: Expr | undefined;
}
export interface Arguments {
  readonly positional: readonly Expr[];
  readonly named: readonly { readonly name: string; readonly value: Expr }[];
  /** `*args` */
  readonly star: Expr | undefined;
  /** `**kwargs` */
  readonly doubleStar: Expr | undefined;
}
export interface Call extends Placed {
  readonly kind: "call";
  readonly callee: Expr;
  readonly args: Arguments;
}
/** `x | name(args)`; the name may be dotted. */
export interface Filter extends Placed {
  readonly kind: "filter";
  readonly input: Expr;
  readonly name: string;
  readonly args: Arguments;
}
/** `x is name`, `x is not name(args)`, `x is name arg`. Jinja's own tree has a Not around the negated one. */
export interface Test extends Placed {
  readonly kind: "test";
  readonly subject: Expr;
  readonly name: string;
  readonly negated: boolean;
  readonly args: Arguments;
}
export type ComparisonOperator = "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not in";
export interface Compare extends Placed {
  readonly kind: "compare";
  readonly first: Expr;
  readonly rest: readonly { readonly operator: ComparisonOperator; readonly operand: Expr }[];
}
export interface Not extends Placed {
  readonly kind: "not";
  readonly operand: Expr;
}
export interface Logical extends Placed {
  readonly kind: "logical";
  readonly operator: "and" | "or";
  readonly left: Expr;
  readonly right: Expr;
}
export type ArithmeticOperator = "+" | "-" | "*" | "/" | "//" | "%" | "**";
export interface Arithmetic extends Placed {
  readonly kind: "arithmetic";
  readonly operator: ArithmeticOperator;
  readonly left: Expr;
  readonly right: Expr;
}
/** `a ~ b ~ c` */
export interface Concat extends Placed {
  readonly kind: "concat";
  readonly parts: readonly Expr[];
}
export interface Unary extends Placed {
  readonly kind: "unary";
  readonly operator: "-" | "+";
  readonly operand: Expr;
}
/** `whenTrue if condition else whenFalse` */
export interface Conditional extends Placed {
  readonly kind: "conditional";
  readonly condition: Expr;
  readonly whenTrue: Expr;
  readonly whenFalse: Expr | undefined;
}
export interface Sequence extends Placed {
  readonly kind: "list" | "tuple";
  readonly items: readonly Expr[];
}
export interface Dict extends Placed {
  readonly kind: "dict";
  readonly entries: readonly { readonly key: Expr; readonly value: Expr }[];
}

export type Expr =
  | StringLiteral
  | NumberLiteral
  | BooleanLiteral
  | NoneLiteral
  | Name
  | Attribute
  | Item
  | Slice
  | Call
  | Filter
  | Test
  | Compare
  | Not
  | Logical
  | Arithmetic
  | Concat
  | Unary
  | Conditional
  | Sequence
  | Dict;

export const NO_ARGUMENTS: Arguments = { positional: [], named: [], star: undefined, doubleStar: undefined };

/** The expressions directly below a node, in the order of the text. */
export function children(node: Expr): readonly Expr[] {
  switch (node.kind) {
    case "string":
    case "number":
    case "boolean":
    case "none":
    case "name":
      return [];
    case "attribute":
      return [node.object];
    case "item":
      return [node.object, node.index];
    case "slice":
      return present([node.start, node.stop, node.step]);
    case "call":
      return [node.callee, ...argumentsOf(node.args)];
    case "filter":
      return [node.input, ...argumentsOf(node.args)];
    case "test":
      return [node.subject, ...argumentsOf(node.args)];
    case "compare":
      return [node.first, ...node.rest.map((each) => each.operand)];
    case "not":
    case "unary":
      return [node.operand];
    case "logical":
    case "arithmetic":
      return [node.left, node.right];
    case "concat":
      return node.parts;
    case "conditional":
      return present([node.whenTrue, node.condition, node.whenFalse]);
    case "list":
    case "tuple":
      return node.items;
    case "dict":
      return node.entries.flatMap((each) => [each.key, each.value]);
  }
}

/** Every expression among the arguments of a call, a filter or a test. */
export function argumentsOf(args: Arguments): readonly Expr[] {
  return [
    ...args.positional,
    ...args.named.map((each) => each.value),
    ...present([args.star, args.doubleStar]),
  ];
}

function present(nodes: readonly (Expr | undefined)[]): readonly Expr[] {
  return nodes.filter((node) => node !== undefined);
}
