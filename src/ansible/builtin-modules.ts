/**
 * The modules of ansible.builtin (ansible-core 2.14 to 2.19, lib/ansible/modules) and the action plugins
 * that stand for themselves. They tell a task from data that only looks like one; a name with a dot is
 * taken for a module anywhere.
 */
export const BUILTIN_MODULES: ReadonlySet<string> = new Set(
  (
    "add_host apt apt_key apt_repository assemble assert async_status blockinfile command copy cron " +
    "deb822_repository debconf debug dnf dnf5 dpkg_selections expect fail fetch file find gather_facts get_url " +
    "getent git group group_by hostname import_playbook import_role import_tasks include include_role " +
    "include_tasks include_vars iptables known_hosts lineinfile meta mount_facts package package_facts pause " +
    "ping pip raw reboot replace rpm_key script service service_facts set_fact set_stats setup shell slurp " +
    "stat subversion systemd systemd_service sysvinit tempfile template unarchive uri user " +
    "validate_argument_spec wait_for wait_for_connection yum yum_repository"
  ).split(" "),
);

/** Collections whose modules ansible-core also finds under their short names. */
const CORE_COLLECTIONS: readonly string[] = ["ansible.builtin.", "ansible.legacy."];

/**
 * A module's name without what does not tell it apart: `ansible.builtin.shell` is `shell`,
 * `community.general.nmcli` is `nmcli`. Tables of modules are keyed by these short names; two collections
 * that use one name for different things do not meet in them.
 */
export function shortName(module: string): string {
  return module.slice(module.lastIndexOf(".") + 1);
}

/** Is this ansible-core's own `name`, however it is written? */
export function isBuiltin(module: string, name: string): boolean {
  return module === name || CORE_COLLECTIONS.some((prefix) => module === prefix + name);
}
