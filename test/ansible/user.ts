import { spawnSync } from "node:child_process";

/** The second user of the become_user cases. */
const USER = "asyncfix";

function succeeds(program: string, args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: "ignore" }).status === 0;
}

/**
 * Makes sure that sudo and the second user are there.
 *
 * @returns why the become_user cases can't run here, or undefined when they can
 */
export function prepareUser(): string | undefined {
  if (!succeeds("sudo", ["-n", "true"])) return "no sudo without a password here";
  if (!succeeds("id", [USER])) {
    if (process.getuid?.() !== 0) return `no user ${USER}, and only root may add one`;
    if (!succeeds("useradd", ["--create-home", USER])) return `useradd ${USER} failed`;
  }
  return succeeds("sudo", ["-n", "-u", USER, "true"]) ? undefined : `sudo -u ${USER} is refused`;
}
