import { type Deciding, decidingNumbers } from "../jinja/numbers.js";
import type { ScalarValue, YamlScalar } from "../yaml/tree.js";
import type { Keyword, Task } from "./model.js";

/** The keywords that say how long and how often, as Ansible makes numbers of them. */
export type TimingKey = "async" | "poll" | "retries" | "delay";

/** What a timing keyword of a task says. */
export type Timing =
  | { readonly kind: "absent" }
  | {
      readonly kind: "number";
      readonly value: number;
      readonly scalar: YamlScalar;
      readonly keyword: Keyword;
    }
  | {
      readonly kind: "template";
      readonly deciding: Deciding;
      readonly scalar: YamlScalar;
      readonly keyword: Keyword;
    }
  | { readonly kind: "unreadable"; readonly keyword: Keyword };

/** `poll` where a task has none (lib/ansible/config/base.yml, DEFAULT_POLL_INTERVAL), in seconds. */
export const DEFAULT_POLL = 15;

/** Python's int() of text: blanks around it (no-break spaces too) and single underscores are fine. */
function pythonInt(text: string): number | undefined {
  const digits = text.trim();
  return /^[-+]?\d+(?:_\d+)*$/.test(digits) ? Number(digits.replaceAll("_", "")) : undefined;
}

/** What playbook/base.py (get_validated_value, isa="int") makes of a value: int() of it. */
function asInt(value: ScalarValue): number | undefined {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "string") return pythonInt(value);
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "number" && Number.isFinite(value)) return Math.trunc(value);
  return undefined;
}

export function timing(task: Task, key: TimingKey): Timing {
  const keyword = task.keyword(key);
  if (keyword === undefined) return { kind: "absent" };
  const scalar = keyword.value;
  if (scalar.kind !== "scalar") return { kind: "unreadable", keyword };
  if (scalar.value === null) return { kind: "absent" };
  const value = asInt(scalar.value);
  if (value !== undefined) return { kind: "number", value, scalar, keyword };
  if (typeof scalar.value === "string" && /\{[{%]/.test(scalar.value)) {
    return { kind: "template", deciding: decidingNumbers(scalar.text), scalar, keyword };
  }
  return { kind: "unreadable", keyword };
}

/**
 * `sync`: not asynchronous at all. `polled`: Ansible waits for the job itself. `fire-and-forget`: poll is 0.
 * `templated`: a template decides between them.
 */
export type JobMode = "sync" | "polled" | "fire-and-forget" | "templated";

/** What a deciding template comes to in a real run, as far as it is written there. */
function writtenNumber(deciding: Deciding): number | undefined {
  switch (deciding.kind) {
    case "constant":
      return deciding.value;
    case "ternary":
      return writtenNumber(deciding.whenRun);
    default:
      return undefined;
  }
}

/** A timing's number in a real run, where it is written at the task. */
export function knownNumber(time: Timing): number | undefined {
  if (time.kind === "number") return time.value;
  return time.kind === "template" ? writtenNumber(time.deciding) : undefined;
}

export function jobMode(task: Task): JobMode {
  const limit = timing(task, "async");
  if (limit.kind === "absent") return "sync";
  const seconds = knownNumber(limit);
  if (seconds !== undefined && seconds <= 0) return "sync";
  if (limit.kind === "template" && limit.deciding.kind === "omit") return "sync";
  const poll = timing(task, "poll");
  if (poll.kind === "absent") return "polled";
  const interval = knownNumber(poll);
  if (interval === undefined) return "templated";
  return interval > 0 ? "polled" : "fire-and-forget";
}
