/** action.yml and the GitLab template: what they run, run. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { temporary } from "./support/world.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

interface Step {
  readonly name: string;
  readonly run: string;
  readonly env?: Readonly<Record<string, string>>;
}

const action = parse(readFileSync(join(ROOT, "action.yml"), "utf8")) as {
  readonly inputs: Readonly<Record<string, object>>;
  readonly runs: { readonly steps: readonly Step[] };
};
const step = action.runs.steps.find(({ name }) => name === "Run async-fix");

/** Runs the step's script with a command that writes down its arguments instead of async-fix. */
function runStep(
  inputs: Readonly<Record<string, string>>,
  status = 0,
): { status: number | null; calls: string[][] } {
  const folder = temporary();
  const log = join(folder, "calls");
  writeFileSync(log, "");
  mkdirSync(join(folder, "dist"));
  writeFileSync(
    join(folder, "dist", "cli.js"),
    `require("fs").appendFileSync(${JSON.stringify(log)}, JSON.stringify(process.argv.slice(2)) + "\\n"); process.exit(${status});`,
  );
  const ended = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", step?.run ?? ""], {
    env: { PATH: process.env["PATH"], GITHUB_ACTION_PATH: folder, ...inputs },
    encoding: "utf8",
  });
  const calls = readFileSync(log, "utf8").split("\n").filter(Boolean);
  return { status: ended.status, calls: calls.map((line) => JSON.parse(line) as string[]) };
}

it("the action takes its inputs as words, never as shell code", () => {
  expect(step?.run).not.toContain("${{");
  const hostile = "roles\n$(touch /tmp/owned)\n\na b'\"\n-x\n";
  expect(runStep({ MODE: "pr", PATHS: hostile, ARGS: "--label=a b\n--safe" })).toEqual({
    status: 0,
    calls: [["pr", "--label=a b", "--safe", "--", "roles", "$(touch /tmp/owned)", "a b'\"", "-x"]],
  });
});

it("the action's modes give async-fix's own exit status", () => {
  expect(runStep({ MODE: "fix", PATHS: ".", ARGS: "" })).toEqual({ status: 0, calls: [["--", "."]] });
  const check = runStep({ MODE: "check", PATHS: ".", ARGS: "" }, 1);
  expect(check.status).toBe(1);
  expect(check.calls.at(-1)).toEqual(["--check", "--", "."]);
  expect(runStep({ MODE: "pr", PATHS: ".", ARGS: "" }, 2).status).toBe(2);
  expect(runStep({ MODE: "else", PATHS: ".", ARGS: "" })).toEqual({ status: 2, calls: [] });
});

it("every input that the action's steps use is declared", () => {
  const used = [...JSON.stringify(action.runs).matchAll(/inputs\.([\w-]+)/g)].map(([, name]) => name);
  expect(new Set(used)).toEqual(new Set(Object.keys(action.inputs)));
});

it("the GitLab template has the bot on schedules that ask for it, and its script is shell", () => {
  const template = parse(readFileSync(join(ROOT, "templates", "gitlab-ci.yml"), "utf8")) as Readonly<
    Record<
      string,
      { readonly script?: readonly string[]; readonly rules?: readonly { readonly if: string }[] }
    >
  >;
  expect(template["async-fix-pr"]?.script).toEqual(["async-fix pr $ASYNC_FIX_ARGS"]);
  expect(template["async-fix-pr"]?.rules?.[0]?.if).toContain('$ASYNC_FIX_MODE == "pr"');
  for (const job of Object.values(template))
    for (const line of job.script ?? []) execFileSync("bash", ["-n", "-c", line]);
});
