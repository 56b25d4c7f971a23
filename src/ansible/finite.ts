/**
 * What ends by itself, whatever happens later in the play: work that may be waited for at the end of a list.
 * A server, a watcher or a script that nobody can see into is in no table, and is not waited for without a
 * word from the user.
 */

/** Modules that come back once their work is done, by short name. Those of a category (runtime/modules.ts) do too. */
export const FINITE_MODULES: ReadonlySet<string> = new Set(
  (
    "docker_container docker_compose docker_compose_v2 docker_network docker_volume docker_prune podman_container " +
    "podman_network podman_volume k8s k8s_scale k8s_drain helm pip npm yarn composer bundler gem cargo make terraform " +
    "user group cron mount lvol lvg parted filesystem service systemd systemd_service sysvinit supervisorctl " +
    "firewalld selinux seboolean sefcontext ufw authorized_key htpasswd openssl_certificate openssl_privatekey " +
    "x509_certificate openssl_csr win_service win_scheduled_task win_user win_domain zfs zpool_facts virt_pool virt_net " +
    "proxmox proxmox_kvm lxd_container lxc_container nmcli gem"
  ).split(" "),
);

interface FiniteProgram {
  readonly program: string;
  /** One of these has to be among the arguments; absent: any call ends. */
  readonly when?: readonly string[];
  /** None of these may be. */
  readonly unless?: readonly string[];
}

function programs(names: string, rest: Omit<FiniteProgram, "program"> = {}): readonly FiniteProgram[] {
  return names.split(" ").map((program) => ({ program, ...rest }));
}

/** Programs that end by themselves, beside those of a category (runtime/programs.ts). */
export const FINITE_PROGRAMS: readonly FiniteProgram[] = [
  ...programs("oc kubectl k3s", {
    when: [
      "apply",
      "create",
      "new-app",
      "new-project",
      "delete",
      "replace",
      "patch",
      "label",
      "annotate",
      "scale",
      "set",
      "adm",
      "policy",
      "import-image",
      "tag",
      "start-build",
      "get",
      "describe",
    ],
    unless: ["-w", "--watch", "--follow", "-f-", "port-forward", "proxy"],
  }),
  ...programs("firewall-cmd semanage setsebool restorecon setenforce chcon"),
  ...programs("make cmake gcc g++ cc ninja meson mvn gradle ant javac msbuild"),
  ...programs("pip pip3 npm pnpm yarn gem composer poetry bundle cargo go", {
    when: ["install", "ci", "build", "update", "download", "get", "mod", "compile", "package"],
  }),
  ...programs(
    "mkfs mkfs.ext4 mkfs.xfs mkswap lvcreate vgcreate pvcreate lvextend resize2fs xfs_growfs parted sgdisk wipefs fsck",
  ),
  ...programs("qemu-img virt-customize virt-resize virt-sparsify guestfish"),
  ...programs("useradd usermod groupadd chpasswd"),
  ...programs("openssl ssh-keygen gpg certtool keytool"),
  ...programs("docker podman", { when: ["build", "load", "save", "rm", "rmi", "prune", "tag", "stop"] }),
];
