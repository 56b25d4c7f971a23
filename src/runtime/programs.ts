/**
 * What a program that a command runs spends its time on. `when` lists words that have to be among its
 * arguments, in any place: a program with several kinds of work (git, docker, apt) is named once for each.
 */
export interface ProgramRule {
  /** The last part of its path; `*` takes any run of characters. */
  readonly program: string;
  /** One of these has to be among the arguments; absent: any call counts. `*` takes any run of characters. */
  readonly when?: readonly string[];
  /** `neutral`: such a call is over at once or only helps the others; it decides nothing. */
  readonly category: string;
}

interface ProgramGroup {
  readonly category: string;
  readonly why: string;
  readonly programs: string;
  readonly when?: string;
}

const GROUPS: readonly ProgramGroup[] = [
  {
    category: "database",
    why: "clients, dumps, restores and upgrades of database servers",
    programs:
      "psql pg_dump pg_dumpall pg_restore pg_basebackup pg_upgrade pg_rewind pg_repack pgbench vacuumdb reindexdb " +
      "clusterdb createdb dropdb initdb pgbackrest barman barman-cloud-backup wal-g wal-e mysql mysqldump mysqlpump " +
      "mysqlimport mysqlcheck mysql_upgrade mysqlsh mariadb mariadb-dump mariadb-backup mariadb-upgrade mariabackup " +
      "xtrabackup innobackupex mydumper myloader mongo mongosh mongodump mongorestore mongoexport mongoimport sqlplus " +
      "sqlldr sqlcl rman dbca dbua rcu expdp impdp exp imp datapump sqlcmd bcp sqlpackage sqlite3 db2 db2move hdbsql " +
      "isql cqlsh clickhouse-client clickhouse-backup influx influxd cockroach usql",
  },
  {
    category: "database",
    why: "schema migration tools",
    programs: "alembic flyway liquibase dbmate sqitch goose golang-migrate phinx yoyo sqlx diesel",
  },
  {
    category: "database",
    why: "Cassandra's long operations",
    programs: "nodetool",
    when: "repair compact cleanup rebuild decommission snapshot upgradesstables scrub bootstrap",
  },
  {
    category: "database",
    why: "Django's migrations and data loads",
    programs: "manage.py django-admin django-admin.py",
    when: "migrate loaddata dumpdata flush sqlflush",
  },
  { category: "database", why: "Rails' and Rake's database tasks", programs: "rails rake", when: "db:*" },
  {
    category: "database",
    why: "Laravel's, Symfony's and Doctrine's migrations",
    programs: "artisan console",
    when: "migrate migrate:* db:* doctrine:migrations:* doctrine:schema:*",
  },
  {
    category: "database",
    why: "migrations of JavaScript's database layers",
    programs: "prisma knex sequelize typeorm drizzle-kit node-pg-migrate db-migrate",
    when: "migrate migrate:* migration:* db:* db push up",
  },
  {
    category: "database",
    why: "migrations of Flask and of Odoo",
    programs: "flask odoo-bin odoo",
    when: "db -u --update",
  },
  {
    category: "database",
    why: "scripts that say in their name what they do to a database",
    programs:
      "create*_db.sh create*-db.sh create*_database.sh create*-database.sh init*-db.sh init*_db.sh migrate*_db.sh " +
      "migrate*-db.sh dump*_db.sh dump*-db.sh restore*_db.sh restore*-db.sh backup*_db.sh backup*-db.sh",
  },
  {
    category: "network",
    why: "transfers and remote copies",
    programs:
      "curl wget wget2 aria2c axel scp sftp ftp lftp ncftp tftp rclone s3cmd s5cmd mc gsutil azcopy lynx " +
      "oras skopeo cosign reposync svnsync",
  },
  { category: "network", why: "rsync to or from another host", programs: "rsync", when: "*:*" },
  {
    category: "network",
    why: "cloud providers' command lines",
    programs:
      "aws az gcloud openstack nova glance cinder swift ironic heat neutron doctl hcloud linode-cli ibmcloud oci aws-nuke cloud-nuke",
  },
  {
    category: "network",
    why: "git over a network",
    programs: "git",
    when: "clone fetch pull push submodule ls-remote remote lfs",
  },
  {
    category: "network",
    why: "Subversion and Mercurial over a network",
    programs: "svn hg bzr",
    when: "checkout co update up switch export clone pull push branch",
  },
  {
    category: "network",
    why: "images pulled from or pushed to a registry",
    programs: "docker podman nerdctl crictl ctr buildah docker-compose podman-compose img",
    when: "pull push",
  },
  {
    category: "network",
    why: "charts and roles from a repository",
    programs: "helm ansible-galaxy",
    when: "pull fetch dependency install download",
  },
  {
    category: "network",
    why: "content that Satellite and Foreman fetch",
    programs: "hammer",
    when: "refresh-manifest upload synchronize sync import",
  },
  {
    category: "network",
    why: "bare packages downloaded, not installed",
    programs: "apt-get apt dnf yum yumdownloader pip pip3 npm",
    when: "download source",
  },
  {
    category: "file",
    why: "copying, packing, searching and removing files",
    programs:
      "cp mv tar bsdtar unzip zip gzip gunzip pigz unpigz bzip2 bunzip2 pbzip2 lbzip2 xz unxz zstd unzstd lz4 7z 7za " +
      "7zr unrar rar cpio ar dd ddrescue find fdfind rm shred rsync rdiff-backup chown chgrp setfacl sha1sum sha256sum " +
      "sha512sum md5sum cksum b2sum du fdupes split fallocate truncate install robocopy xcopy",
  },
  {
    category: "system-update",
    why: "Debian's package tools",
    programs: "apt apt-get aptitude nala",
    when: "upgrade dist-upgrade full-upgrade safe-upgrade install reinstall autoremove update build-dep",
  },
  {
    category: "system-update",
    why: "Red Hat's package tools",
    programs: "dnf dnf5 yum microdnf tdnf",
    when: "update upgrade update-minimal upgrade-minimal install groupinstall group localinstall reinstall distro-sync system-upgrade module swap",
  },
  {
    category: "system-update",
    why: "SUSE's package tool",
    programs: "zypper",
    when: "up update dup dist-upgrade patch install in install-new-recommends",
  },
  {
    category: "system-update",
    why: "Arch's package tools",
    programs: "pacman yay paru",
    when: "-S* --sync -U*",
  },
  { category: "system-update", why: "Alpine's package tool", programs: "apk", when: "upgrade add" },
  {
    category: "system-update",
    why: "other systems' package tools",
    programs: "pkg brew port emerge xbps-install opkg choco winget scoop flatpak snap swupd eopkg urpmi",
    when: "upgrade update install refresh add -u* -S*",
  },
  {
    category: "system-update",
    why: "image based systems",
    programs: "rpm-ostree transactional-update bootc ostree",
    when: "upgrade update rebase install deploy up dup patch switch",
  },
  {
    category: "system-update",
    why: "upgrades of a whole release, and installers made of packages",
    programs:
      "do-release-upgrade unattended-upgrade unattended-upgrades leapp preupg redhat-upgrade-tool redhat-upgrade-tool-cli " +
      "freebsd-update syspatch sysupgrade softwareupdate satellite-installer foreman-installer satellite-maintain " +
      "foreman-maintain fwupdmgr dpkg rpm",
  },
  {
    category: "neutral",
    why: "the shell's own commands and small helpers: over at once, or waiting for the others",
    programs:
      "echo printf cd pwd set shopt export unset local declare typeset readonly read source . test [ [[ true false : exit " +
      "return break continue shift trap wait eval umask ulimit alias hash type command which mkdir rmdir ls ll cat tac " +
      "grep egrep fgrep zgrep awk gawk mawk sed cut tr head tail sort uniq wc tee date sleep usleep logger id whoami " +
      "hostname uname basename dirname realpath readlink touch ln stat file chmod env printenv seq expr xargs jq yq " +
      "kill pgrep pidof ps sync nl paste column fold rev od hexdump strings comm diff cmp tput clear oraenv mktemp getent " +
      "time pushd popd let",
  },
];

/** All rules, in order: for one call the first that fits decides. */
export const PROGRAM_RULES: readonly ProgramRule[] = GROUPS.flatMap(({ category, programs, when }) =>
  programs
    .split(" ")
    .map((program) => ({ program, category, ...(when === undefined ? {} : { when: when.split(" ") }) })),
);

/** Programs that are only how another one is started; `behind` is the word after which that one's name comes. */
export const LAUNCHERS: ReadonlyMap<string, { readonly behind?: string }> = new Map([
  ...["python", "python2", "python3", "php", "ruby", "perl", "node", "npx", "bunx", "sh", "bash"].map(
    (name) => [name, {}] as const,
  ),
  ...["bundle", "pnpm", "npm"].map((name) => [name, { behind: "exec" }] as const),
  ...["poetry", "pipenv", "uv", "yarn", "rye", "hatch", "conda"].map(
    (name) => [name, { behind: "run" }] as const,
  ),
]);
