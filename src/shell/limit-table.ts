/** The options by which programs limit their own run as a whole, whatever the program. */
export const LIMIT_OPTIONS: readonly string[] = ["--timeout", "--wait", "--wait-timeout", "--wait_timeout"];

/** Options of single programs that limit the whole run. */
export const OWN_LIMIT_OPTIONS: Readonly<Record<string, readonly string[]>> = {
  curl: ["--max-time", "-m"],
  pg_ctl: ["--timeout", "-t"],
};

/** Programs whose `--timeout` or `--wait` is about a connection, a lock or one request, and not about the run. */
export const NO_LIMIT: ReadonlySet<string> = new Set([
  ...[
    "wget",
    "pip",
    "pip3",
    "ansible",
    "ansible-playbook",
    "flock",
    "iptables",
    "ip6tables",
    "iptables-restore",
  ],
  ...["nc", "ncat", "npm", "uv", "rsync", "redis-cli", "mysql", "gunicorn", "uwsgi", "docker", "podman"],
]);
