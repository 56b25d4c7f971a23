import type { ArithmeticOperator, Expr } from "./ast.js";

/** A number as Python has it: `6 / 2` is the float 3.0, which Ansible does not take for an integer. */
interface PythonNumber {
  readonly value: number;
  readonly integer: boolean;
}

/**
 * The value of an expression that is made of literal numbers and arithmetic only, such as `2 * 60 * 60` or
 * `'60' | int`. Nothing else is evaluated.
 *
 * @returns the number; undefined for anything else, and where the exact result is not a safe integer
 */
export function constantNumber(node: Expr): number | undefined {
  return evaluate(node)?.value;
}

function evaluate(node: Expr): PythonNumber | undefined {
  switch (node.kind) {
    case "number":
      return checked(node.value, node.integer);
    case "unary": {
      const operand = evaluate(node.operand);
      if (operand === undefined || node.operator === "+") return operand;
      return checked(-operand.value, operand.integer);
    }
    case "arithmetic": {
      const left = evaluate(node.left);
      const right = evaluate(node.right);
      return left === undefined || right === undefined ? undefined : OPERATIONS[node.operator](left, right);
    }
    case "filter":
      return node.name === "int" && node.args.positional.length === 0 && node.args.named.length === 0
        ? toInteger(node.input)
        : undefined;
    default:
      return undefined;
  }
}

/** Jinja's `int` filter, as far as it converts: a text that is no decimal integer is left to run time. */
function toInteger(input: Expr): PythonNumber | undefined {
  if (input.kind === "string") {
    const text = input.value.trim();
    return /^[-+]?[0-9]+$/.test(text) ? checked(Number(text), true) : undefined;
  }
  const number = evaluate(input);
  return number === undefined ? undefined : checked(Math.trunc(number.value), true);
}

function checked(value: number, integer: boolean): PythonNumber | undefined {
  const exact = integer ? Number.isSafeInteger(value) : Number.isFinite(value);
  // Python has no negative zero among its integers.
  return exact ? { value: integer ? value + 0 : value, integer } : undefined;
}

type Operation = (left: PythonNumber, right: PythonNumber) => PythonNumber | undefined;

function both(compute: (left: number, right: number) => number): Operation {
  return (left, right) => checked(compute(left.value, right.value), left.integer && right.integer);
}

/** As Python has them: `//` rounds down, `%` takes the sign of the divisor, `/` is a float always. */
const OPERATIONS: Readonly<Record<ArithmeticOperator, Operation>> = {
  "+": both((left, right) => left + right),
  "-": both((left, right) => left - right),
  "*": both((left, right) => left * right),
  "/": (left, right) => checked(left.value / right.value, false),
  "//": (left, right) => (right.value === 0 ? undefined : floorDivide(left, right)),
  "%": (left, right) => (right.value === 0 ? undefined : both(modulo)(left, right)),
  "**": power,
};

/** Without the rounding of `/`: the remainder is exact, and so is what it leaves to divide. */
function floorDivide(left: PythonNumber, right: PythonNumber): PythonNumber | undefined {
  return both((dividend, divisor) => Math.round((dividend - modulo(dividend, divisor)) / divisor))(
    left,
    right,
  );
}

function modulo(left: number, right: number): number {
  const remainder = left % right;
  return remainder !== 0 && remainder < 0 !== right < 0 ? remainder + right : remainder;
}

function power(left: PythonNumber, right: PythonNumber): PythonNumber | undefined {
  if (!left.integer || !right.integer || right.value < 0) return checked(left.value ** right.value, false);
  // `**` of JavaScript may round; beyond 53 factors only -1, 0 and 1 stay safe, and nobody writes those.
  if (right.value > 53) return undefined;
  let product = 1;
  for (let i = 0; i < right.value; i++) product *= left.value;
  return checked(product, true);
}
