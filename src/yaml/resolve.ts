import type { ScalarValue } from "./tree.js";

/**
 * PyYAML 6's implicit resolvers for plain scalars (yaml/resolver.py) and what SafeConstructor makes of
 * them (yaml/constructor.py). They differ from YAML 1.1's text and from `yaml`'s "yaml-1.1" schema:
 * `y`/`n` are strings, a float needs a dot, `e8` and `08` are strings.
 */
const NULL = /^(?:~|null|Null|NULL|)$/;
const TRUE = /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const INT = /^[-+]?(?:0b[01_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+|[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

/** Small integers as numbers, those beyond 2^53 as bigints, so that equal text stays equal. */
function integer(value: bigint): number | bigint {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(value)
    : value;
}

function split(text: string): { sign: bigint; digits: string } {
  const digits = text.replaceAll("_", "");
  if (digits.startsWith("-")) return { sign: -1n, digits: digits.slice(1) };
  return { sign: 1n, digits: digits.startsWith("+") ? digits.slice(1) : digits };
}

/** `1:30` for 90; digits without a colon for what they are. */
function sexagesimal(digits: string): bigint {
  return digits.split(":").reduce((sum, part) => sum * 60n + BigInt(part), 0n);
}

/** yaml/constructor.py, construct_yaml_int. Digits that int() refuses (`0b_`) are left a string here. */
function readInt(text: string): number | bigint | undefined {
  const { sign, digits } = split(text);
  try {
    if (digits.startsWith("0b") || digits.startsWith("0x")) return integer(sign * BigInt(digits));
    if (digits.includes(":")) return integer(sign * sexagesimal(digits));
    if (digits.length > 1 && digits.startsWith("0")) return integer(sign * BigInt(`0o${digits.slice(1)}`));
    return integer(sign * BigInt(digits));
  } catch {
    return undefined;
  }
}

/** How many digits Python's int() takes of a text in decimal (sys.get_int_max_str_digits, 3.11 on). */
const MAX_DIGITS = 4300;

/** A plain scalar that the resolver takes for an integer and int() refuses: `0b_`. */
export function isUnreadableNumber(text: string): boolean {
  if (!INT.test(text)) return false;
  return (
    readInt(text) === undefined ||
    (/^[-+]?[1-9]/.test(text) && text.replace(/[-+_]/g, "").length > MAX_DIGITS)
  );
}

/** yaml/constructor.py, construct_yaml_float. */
function readFloat(text: string): number {
  const plain = text.replaceAll("_", "").toLowerCase();
  const sign = plain.startsWith("-") ? -1 : 1;
  const digits = plain.replace(/^[-+]/, "");
  if (digits === ".inf") return sign * Number.POSITIVE_INFINITY;
  if (digits === ".nan") return Number.NaN;
  if (digits.includes(":")) return sign * digits.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  return sign * Number(digits);
}

/** Without the white space of any script around it, which Python's int() and float() don't mind; a BOM is none. */
function stripped(text: string): string {
  return text.includes("\ufeff") ? text : text.trim();
}

/** What construct_yaml_int makes of a text that is tagged `!!int`; undefined where int() refuses it. */
function readTaggedInt(text: string): number | bigint | undefined {
  const number = stripped(text);
  if (number.length === 0 || !text.startsWith(number)) {
    // It looks for a sign and a base at the start, where there is white space: so int() sees them.
    const digits = number.replaceAll("_", "").replace(/^\+/, "");
    return /^-?[0-9]+(?::[0-9]+)*$/.test(digits) ? integer(sexagesimal(digits)) : undefined;
  }
  return INT.test(number) ? readInt(number) : undefined;
}

/** Digits that Python's float() takes: also such as the resolver takes for an integer, `017` for 17. */
const FLOAT_DIGITS = /^(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:e[-+]?[0-9]+)?$/;

/** Does construct_yaml_float take a text that is tagged `!!float`? */
function isFloat(text: string): boolean {
  const digits = text.replaceAll("_", "").toLowerCase().replace(/^[-+]/, "");
  return digits === ".inf" || digits === ".nan" || digits.split(":").every((part) => FLOAT_DIGITS.test(part));
}

/**
 * @param text a plain scalar's text, folded
 * @returns what PyYAML loads; timestamps stay text (Ansible never takes one for a number)
 */
export function resolvePlain(text: string): ScalarValue {
  if (NULL.test(text)) return null;
  if (TRUE.test(text)) return true;
  if (FALSE.test(text)) return false;
  if (INT.test(text)) return readInt(text) ?? text;
  if (FLOAT.test(text)) return readFloat(text);
  return text;
}

const PREFIX = "tag:yaml.org,2002:";

/**
 * What a scalar is loaded as.
 *
 * @param tag as written and resolved; `!` asks for the resolution of a plain scalar, whatever the style
 *   (yaml/parser.py, parse_node)
 */
export function resolveScalar(tag: string | undefined, plain: boolean, text: string): ScalarValue {
  if (tag !== undefined && tag !== "!") return resolveTagged(tag, text);
  return plain || tag === "!" ? resolvePlain(text) : text;
}

/** What an explicit core tag makes of a scalar; other tags (`!vault`, `!unsafe`) leave the text. */
function resolveTagged(tag: string, text: string): ScalarValue {
  if (!tag.startsWith(PREFIX)) return text;
  switch (tag.slice(PREFIX.length)) {
    case "int":
      return readTaggedInt(text) ?? text;
    case "float": {
      const number = stripped(text);
      return isFloat(number) ? readFloat(number) : text;
    }
    case "bool": {
      const value = resolvePlain(text);
      return typeof value === "boolean" ? value : text;
    }
    case "null":
      return null;
    default:
      return text;
  }
}
