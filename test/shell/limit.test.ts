import { describe, expect, it } from "vitest";
import { readSeconds } from "../../src/shell/duration.js";
import { explicitLimit } from "../../src/shell/limit.js";
import { readScript } from "../../src/shell/script.js";

function limit(script: string): number | undefined {
  const command = readScript(script).commands.at(-1);
  if (command === undefined) throw new Error("no command");
  return explicitLimit(command);
}

describe("explicitLimit", () => {
  it.each([
    ["timeout 1800 x", 1800],
    ["sudo timeout -k 5 30m x", 1800],
    ["timeout 1.5h bash -c 'x'", 5400],
    ["oc rollout status d --timeout=600s", 600],
    ["oc wait --timeout 600s --for=x y", 600],
    ["x --wait 1200", 1200],
    ["x --wait=1200", 1200],
    ["helm install --wait --timeout 1h30m x", 5400],
    ["timeout 100 x --timeout=50", 50],
    ["curl -m 20 x", 20],
  ])("%s: %d s", (script, seconds) => {
    expect(limit(script)).toBe(seconds);
  });

  it.each([
    "x",
    "timeout {{ t }} x",
    "timeout $T x",
    "timeout 0 x",
    "x --timeout={{ t }}",
    "x --timeout soon",
    "helm install --wait x",
    "wget --timeout=5 x",
    "x '--help --timeout=5'",
  ])("%s: none", (script) => {
    expect(limit(script)).toBeUndefined();
  });
});

describe("readSeconds", () => {
  it.each([
    ["90", 90],
    ["90s", 90],
    ["1h30m", 5400],
    ["1d", 86_400],
    ["500ms", 0.5],
  ])("%s is %d", (text, seconds) => {
    expect(readSeconds(text)).toBe(seconds);
  });

  it.each(["", "0", "0s", "-5", "5 m", "m", "1h30", "1".repeat(30)])("'%s' is no duration", (text) => {
    expect(readSeconds(text)).toBeUndefined();
  });
});
