import type { Kill } from "../shell/types.js";
import { taskScript } from "./commands.js";
import type { Task } from "./model.js";

/** Modules that manage services, by short name, and the services whose restart cuts Ansible's connection. */
const SERVICE_MODULES: ReadonlySet<string> = new Set([
  "service",
  "systemd",
  "systemd_service",
  "sysvinit",
  "win_service",
]);
const CONNECTION_SERVICES: ReadonlySet<string> = new Set([
  "network",
  "networking",
  "networkmanager",
  "systemd-networkd",
  "sshd",
  "ssh",
  "ssh.socket",
  "winrm",
]);
/** Modules that set up the network that Ansible runs over. */
const NETWORK_MODULES: ReadonlySet<string> = new Set([
  "network_connections",
  "os_net_config",
  "tripleo_os_net_config",
  "iptables_state",
]);

/** `pkill sshd` ends the session that Ansible has open too. */
function endsSessions({ targets }: Kill): boolean {
  return targets.some((target) => target === "sshd" || target === "ssh");
}

/** Can the task cut the connection that Ansible runs over? A status task right then makes the host unreachable. */
export function cutsConnection(task: Task): boolean {
  const { action } = task;
  if (action === undefined) return false;
  if (NETWORK_MODULES.has(action.short)) return true;
  if (SERVICE_MODULES.has(action.short)) {
    const name = (action.options.get("name") ?? action.options.get("service") ?? "").replace(
      /\.service$/,
      "",
    );
    return CONNECTION_SERVICES.has(name.toLowerCase());
  }
  const script = taskScript(task)?.script;
  return script?.restartsConnection !== undefined || script?.kills.some(endsSessions) === true;
}
