import type { CommandPattern } from "./pattern.js";

/** Commands that reboot or stop the machine: systemd 252's manuals, and kernel.org's sysrq.rst. */
export const REBOOTS: readonly CommandPattern[] = [
  { programs: ["shutdown"], unless: ["-c", "-k", "--show", "--help"] },
  { programs: ["reboot", "poweroff", "halt"], unless: ["-w", "--wtmp-only", "--help"] },
  { programs: ["init", "telinit"], verbs: ["0", "6"] },
  {
    programs: ["systemctl"],
    verbs: ["reboot", "poweroff", "halt", "kexec", "soft-reboot"],
    unless: ["-H", "--host", "-M", "--machine"],
  },
  {
    programs: ["systemctl"],
    verbs: ["start", "isolate"],
    objects: ["reboot.target", "poweroff.target", "halt.target", "kexec.target"],
  },
  {
    programs: ["echo", "printf"],
    verbs: ["b", "o", "c", "b\\n", "o\\n", "c\\n"],
    writes: "/proc/sysrq-trigger",
  },
  { programs: ["tee"], verbs: ["/proc/sysrq-trigger"] },
  { programs: ["kexec"], options: ["-e", "--exec"] },
  { programs: ["transactional-update"], verbs: ["reboot"] },
  { programs: ["rpm-ostree", "bootc"], options: ["-r", "--reboot", "--apply"] },
];

const NETWORK_SERVICES = [
  ...["network", "networking", "NetworkManager", "network-manager", "systemd-networkd", "wicked", "dhcpcd"],
  ...["sshd", "ssh", "firewalld", "iptables", "nftables", "ufw", "openvswitch", "openvswitch-switch"],
];
const RESTARTS = ["restart", "stop", "reload-or-restart", "try-restart", "condrestart", "force-reload"];

/** Commands that can cut the connection Ansible runs over. */
export const RESTARTS_CONNECTION: readonly CommandPattern[] = [
  { programs: ["systemctl"], verbs: RESTARTS, objects: NETWORK_SERVICES, unless: ["-H", "--host", "--user"] },
  { programs: ["service", "rc-service", "invoke-rc.d"], verbs: NETWORK_SERVICES, objects: RESTARTS },
  { programs: NETWORK_SERVICES, verbs: RESTARTS },
  { programs: ["ifup", "ifdown", "ifreload"] },
  { programs: ["netplan"], verbs: ["apply", "try"] },
  {
    programs: ["nmcli"],
    verbs: ["con", "conn", "connection", "c", "device", "dev", "d"],
    objects: ["up", "down", "reapply", "disconnect"],
  },
  { programs: ["nmcli"], verbs: ["networking", "net", "n"], objects: ["off"] },
  { programs: ["nmstatectl"], verbs: ["apply", "set"] },
  { programs: ["os-net-config"] },
  { programs: ["iptables-restore", "ip6tables-restore", "iptables-apply"] },
  { programs: ["ufw"], verbs: ["enable", "reload", "reset"] },
  { programs: ["networkctl"], verbs: ["reload", "reconfigure", "down"] },
];

/** Commands that run until something ends them. */
export const ENDLESS: readonly CommandPattern[] = [
  { programs: ["sleep"], verbs: ["infinity", "inf"] },
  { programs: ["tail"], options: ["-f", "-F", "--follow", "--retry"], unless: ["--pid"] },
  { programs: ["journalctl"], options: ["-f", "--follow"] },
  { programs: ["kubectl", "oc"], verbs: ["port-forward", "proxy"] },
  { programs: ["kubectl", "oc", "docker", "podman"], verbs: ["logs"], options: ["-f", "--follow"] },
  { programs: ["kubectl", "oc"], verbs: ["get"], options: ["-w", "--watch", "--watch-only"] },
  // Tunnels and followed logs of the cloud providers' command lines, whose other calls end.
  { programs: ["aws"], verbs: ["ssm"], objects: ["start-session"] },
  { programs: ["aws"], verbs: ["logs"], objects: ["tail"], options: ["--follow"] },
  { programs: ["gcloud"], verbs: ["compute"], objects: ["start-iap-tunnel"] },
  { programs: ["az"], verbs: ["network"], objects: ["tunnel"] },
  { programs: ["rclone"], verbs: ["mount", "serve", "rcd"] },
  { programs: ["mc"], verbs: ["mirror"], options: ["-w", "--watch"] },
  // Database servers, beside which stand calls that only do some work; Odoo serves once its update is done.
  { programs: ["influxd"], verbs: ["", "run"] },
  { programs: ["cockroach"], verbs: ["start", "start-single-node", "demo"] },
  { programs: ["wal-g"], verbs: ["wal-receive"] },
  { programs: ["odoo", "odoo-bin"], unless: ["--stop-after-init"] },
  { programs: ["python", "python3"], options: ["-m"], verbs: ["http.server", "SimpleHTTPServer"] },
  { programs: ["yes"] },
];

/** What ends a `while true` from inside. */
export const LOOP_EXITS: readonly CommandPattern[] = [{ programs: ["break", "exit", "return", "exec"] }];

/** Programs that end other processes, and the options of theirs that take a value. */
export const KILLERS: readonly CommandPattern[] = [
  { programs: ["kill"], valued: ["-s", "-n", "--signal"], unless: ["-0", "-l", "-L"] },
  {
    programs: ["pkill"],
    valued: ["-u", "-U", "-g", "-G", "-P", "-s", "-t", "-F", "--signal", "--euid", "--uid", "--parent"],
    unless: ["-0"],
  },
  { programs: ["killall"], valued: ["-s", "-u", "-o", "-y", "--signal", "--user"], unless: ["-0", "-l"] },
  { programs: ["skill", "killall5"] },
  { programs: ["fuser"], options: ["-k", "--kill"], valued: ["-n"] },
];
