/** A group of modules of one category, with the reason for it. Names are short ones; a trailing `*` takes any rest. */
interface ModuleGroup {
  readonly category: string;
  readonly why: string;
  readonly modules: string;
}

/**
 * What modules spend their time on. A module that does several kinds of work (service, docker_container) is
 * in no group: its time says nothing of how often to look.
 */
const GROUPS: readonly ModuleGroup[] = [
  {
    category: "system-update",
    why: "installs or upgrades packages",
    modules:
      "apt apk dnf dnf5 yum package zypper pacman portage pkgng pkgin openbsd_pkg opkg xbps urpmi swupd slackpkg " +
      "installp rpm_ostree_pkg ostree_upgrade flatpak snap homebrew homebrew_cask win_updates win_chocolatey " +
      "win_package win_feature apt_rpm",
  },
  {
    category: "database",
    why: "works in a database",
    modules:
      "mysql_* postgresql_* mongodb_* mssql_* oracle_* proxysql_* influxdb_* cassandra_* clickhouse_* elasticsearch_* " +
      "django_manage vertica_* db2_* hana_query sapdbctl flyway liquibase",
  },
  {
    category: "network",
    why: "moves data over a network",
    modules:
      "get_url uri git subversion hg bzr win_get_url fetch_url maven_artifact docker_image docker_image_pull " +
      "docker_image_push docker_compose_v2_pull podman_image podman_image_pull skopeo s3_object aws_s3 s3_sync s3 " +
      "gc_storage azure_rm_storageblob uldap_transfer net_get net_put aci_rest nexus_artifact artifactory " +
      "galaxy_* helm_pull helm_repository git_clone win_uri wait_for_url",
  },
  {
    category: "network",
    why: "calls a cloud's API and waits for its answer",
    modules:
      "ec2_* ec2 rds_* elb_* route53* cloudformation cloudformation_* autoscaling_* ecs_* eks_* iam_* lambda_* s3_bucket " +
      "gcp_* gce_* gce gcpubsub_* azure_rm_* vmware_* vca_* os_* ovirt_* rax_* digital_ocean* linode* hcloud_* " +
      "scaleway_* vultr_* packet_* oneandone_* profitbricks* heroku_* cs_* cloudscale_* exo_* one_vm",
  },
  {
    category: "file",
    why: "copies, packs or searches files",
    modules:
      "copy win_copy unarchive win_unzip archive find win_find file win_file assemble iso_extract iso_create " +
      "tempfile replace lineinfile blockinfile stat acl xattr win_robocopy filesystem_copy decompress",
  },
];

/** Collections all of whose modules call a cloud's API. */
export const CLOUD_COLLECTIONS: readonly string[] = [
  "amazon.aws.",
  "community.aws.",
  "azure.azcollection.",
  "google.cloud.",
  "openstack.cloud.",
  "community.vmware.",
  "vmware.vmware.",
  "vmware.vmware_rest.",
  "ovirt.ovirt.",
  "hetzner.hcloud.",
  "community.digitalocean.",
  "linode.cloud.",
  "ngine_io.cloudstack.",
  "oracle.oci.",
  "ibm.cloudcollection.",
];

/** Each module's category, by short name; names that end in `*` stand for all that start so. */
export const MODULE_CATEGORIES: ReadonlyMap<string, string> = new Map(
  GROUPS.flatMap(({ category, modules }) => modules.split(" ").map((name) => [name, category] as const)),
);
