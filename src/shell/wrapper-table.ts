import type { Place } from "./types.js";

/** How a program that runs another one is called. The manuals are those of Debian 12 unless a line says otherwise. */
export interface WrapperSpec {
  readonly names: readonly string[];
  /** It runs the other one only behind this first operand: `docker exec`. */
  readonly verbs?: readonly string[];
  /** Options that take the next word. `--x=y` and `-uroot` need no entry. */
  readonly valued?: readonly string[];
  /** How many operands stand before the command: `timeout` has its duration, `ssh` its host. */
  readonly operands?: number;
  /** `A=b` words before the command set its environment. */
  readonly assigns?: boolean;
  /**
   * It is given a script by `-c` (also bundled, `-lc`, and `--command`), behind so many operands at the most:
   * none for a shell, whose operand is a file; one for `su user -c '…'`.
   */
  readonly script?: { readonly operands: number; readonly orWords?: boolean };
  /** The words from the command on, joined by blanks, are a script: `ssh`, `eval`, `watch`. */
  readonly joins?: boolean;
  /** Given `--`, the command starts behind it and nowhere else: `kubectl exec pod -- cmd`. */
  readonly needsDashes?: boolean;
  /** With one of these it does not run the command: `command -v`. */
  readonly unless?: readonly string[];
  readonly place?: Place;
  /** Its first operand is a limit of time. */
  readonly limits?: boolean;
}

export const WRAPPERS: readonly WrapperSpec[] = [
  { names: ["nohup", "unbuffer", "fakeroot", "chronic", "dbus-run-session"] },
  { names: ["setsid", "eatmydata", "catchsegv"] },
  {
    names: ["sudo"],
    valued: [
      ...["-u", "-g", "-h", "-p", "-C", "-T", "-r", "-t", "-U", "-D", "-R"],
      ...[
        "--user",
        "--group",
        "--host",
        "--prompt",
        "--close-from",
        "--chdir",
        "--chroot",
        "--role",
        "--type",
      ],
    ],
    assigns: true,
    unless: ["-e", "-l", "-v", "-V", "--edit", "--list", "--validate", "--version"],
  },
  { names: ["doas"], valued: ["-u", "-C"] },
  {
    names: ["env"],
    valued: ["-u", "--unset", "-C", "--chdir"],
    assigns: true,
    unless: ["-S", "--split-string"],
  },
  { names: ["nice"], valued: ["-n", "--adjustment"] },
  {
    names: ["ionice"],
    valued: ["-c", "-n", "--class", "--classdata"],
    unless: ["-p", "-P", "-u", "--pid", "--pgid", "--uid"],
  },
  { names: ["chrt"], valued: ["-T", "-P", "-D"], operands: 1, unless: ["-p", "--pid", "-m", "--max"] },
  { names: ["taskset"], operands: 1, unless: ["-p", "--pid"] },
  { names: ["numactl"], valued: ["-m", "-N", "-C", "-i", "-p"] },
  { names: ["time"], valued: ["-o", "-f", "--output", "--format"] },
  {
    names: ["timeout", "gtimeout"],
    valued: ["-s", "-k", "--signal", "--kill-after"],
    operands: 1,
    limits: true,
  },
  { names: ["stdbuf"], valued: ["-i", "-o", "-e", "--input", "--output", "--error"] },
  {
    names: ["xargs"],
    valued: [
      "-a",
      "-d",
      "-E",
      "-I",
      "-L",
      "-n",
      "-P",
      "-s",
      "--arg-file",
      "--delimiter",
      "--max-args",
      "--max-procs",
    ],
  },
  { names: ["exec"], valued: ["-a"] },
  { names: ["command", "builtin"], unless: ["-v", "-V"] },
  { names: ["eval"], joins: true },
  {
    names: ["bash", "sh", "dash", "ash", "ksh", "zsh"],
    valued: ["-o", "+o", "-O", "+O", "--rcfile"],
    script: { operands: 0 },
  },
  {
    names: ["su"],
    valued: ["-s", "-g", "-G", "-w", "--shell", "--group", "--supp-group", "--whitelist-environment"],
    script: { operands: 1 },
  },
  {
    names: ["runuser"],
    valued: ["-u", "-s", "-g", "-G", "-w", "--user", "--shell", "--group"],
    script: { operands: 1, orWords: true },
  },
  { names: ["sg"], operands: 1, script: { operands: 1, orWords: true }, joins: true },
  { names: ["scl"], verbs: ["enable"], operands: 1, joins: true },
  { names: ["chroot"], operands: 1 },
  {
    names: ["unshare", "nsenter"],
    valued: ["-t", "--target", "-S", "-G", "-R", "-w", "--setuid", "--setgid"],
  },
  { names: ["watch"], valued: ["-n", "--interval"], joins: true },
  {
    names: ["flock"],
    valued: ["-w", "-E", "--timeout", "--wait", "--conflict-exit-code"],
    operands: 1,
    script: { operands: 1, orWords: true },
  },
  {
    names: ["systemd-run"],
    valued: [
      "-u",
      "-p",
      "-t",
      "-E",
      "-M",
      "-H",
      "--unit",
      "--property",
      "--setenv",
      "--uid",
      "--gid",
      "--slice",
    ],
  },
  {
    names: ["strace", "ltrace"],
    valued: ["-e", "-o", "-p", "-s", "-u", "-P", "-E", "-a", "-b", "-I", "-O", "-S"],
  },
  { names: ["sshpass"], valued: ["-p", "-f", "-d", "-P"] },
  {
    names: ["ssh"],
    valued: [..."bcDEeFIiJLlmOopQRSWwB"].map((letter) => `-${letter}`),
    operands: 1,
    joins: true,
    place: "remote",
  },
  {
    names: ["docker", "podman", "nerdctl"],
    verbs: ["exec"],
    valued: [
      "-e",
      "-u",
      "-w",
      "--env",
      "--env-file",
      "--user",
      "--workdir",
      "--detach-keys",
      "--preserve-fds",
    ],
    operands: 1,
    place: "container",
  },
  { names: ["lxc", "incus"], verbs: ["exec"], needsDashes: true, place: "container" },
  { names: ["kubectl", "oc"], verbs: ["exec", "debug"], needsDashes: true, place: "container" },
  {
    names: ["oc"],
    verbs: ["rsh"],
    valued: ["-n", "-c", "--namespace", "--container"],
    operands: 1,
    place: "container",
  },
];
