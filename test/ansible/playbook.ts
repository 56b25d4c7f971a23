import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import type { Case, Run } from "./case.js";
import type { Core } from "./environments.js";
import { takeJobFiles } from "./jobs.js";
import { hostOutcomes, type Outcome } from "./outcome.js";
import { parseTrace } from "./trace.js";

/** A run that takes longer has hung; in seconds. */
const RUN_LIMIT = 180;

/**
 * Runs `site.yml` of a folder.
 *
 * HOME stays the passwd home: the job wrapper writes below $HOME, async_status looks below the passwd home
 * (measured on 2.14.18 to 2.19.14), so a private HOME would make every status task fail.
 *
 * @param folder a folder with `site.yml` and `inventory`
 * @param scratch an empty folder of this run's own
 */
export async function runPlaybook(
  core: Core,
  subject: Case,
  run: Run,
  folder: string,
  scratch: string,
): Promise<Outcome> {
  const jobs = join(scratch, "jobs");
  const trace = join(scratch, "trace.jsonl");
  mkdirSync(jobs, { recursive: true });
  const asyncDir = subject.ownAsyncDir ? [] : ["-e", `async_fix_jobs=${jobs}`];
  const program = join(core.folder, "bin", "ansible-playbook");
  const args = ["-i", "inventory", ...asyncDir, ...(run.args ?? []), "site.yml"];
  const output = await spawnAll(program, args, folder, {
    PATH: `${join(core.folder, "bin")}:${process.env["PATH"] ?? ""}`,
    HOME: userInfo().homedir,
    LC_ALL: "C.UTF-8",
    PYTHONDONTWRITEBYTECODE: "1",
    ANSIBLE_CONFIG: join(import.meta.dirname, "ansible.cfg"),
    ANSIBLE_HOME: join(scratch, "ansible"),
    ANSIBLE_LOCAL_TEMP: join(scratch, "tmp"),
    ASYNC_FIX_TRACE: trace,
  });
  const events = existsSync(trace) ? parseTrace(readFileSync(trace, "utf8")) : [];
  return { hosts: hostOutcomes(events), jobFiles: takeJobFiles(jobs, events), output };
}

/** @returns standard output and error in one; never rejects, a program that can't start says so in it */
function spawnAll(
  program: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd,
      env,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: RUN_LIMIT * 1000,
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
    child.on("error", (error) => resolve(`${output}${error.message}\n`));
    child.on("close", (code, signal) => resolve(`${output}exit ${code ?? signal}\n`));
  });
}
