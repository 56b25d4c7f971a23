import { describe, expect, it } from "vitest";
import { classify } from "../../src/index.js";
import { CATEGORIES } from "../../src/runtime/categories.js";
import { BUILTIN_KNOWLEDGE } from "../../src/runtime/knowledge.js";
import { MODULE_CATEGORIES } from "../../src/runtime/modules.js";
import { PROGRAM_RULES } from "../../src/runtime/programs.js";
import { readTask } from "../support/read.js";

function categoryOf(lines: string): string | undefined {
  return classify(readTask(lines), BUILTIN_KNOWLEDGE)?.category;
}

const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  database: [
    ...[
      "psql -f x.sql",
      "pg_dump -Fc app",
      "mysqldump --all-databases",
      "mariadb-backup --backup",
      "alembic upgrade head",
    ],
    ...[
      "flyway -url=x migrate",
      "liquibase update",
      "python manage.py migrate",
      "python3 ./manage.py loaddata x",
    ],
    ...[
      "bundle exec rails db:migrate",
      "bin/rails db:schema:load",
      "rake db:migrate",
      "php artisan migrate --force",
    ],
    ...[
      "npx prisma migrate deploy",
      "poetry run alembic upgrade head",
      "sqlplus / as sysdba",
      "mongodump",
      "nodetool repair",
    ],
  ],
  network: [
    ...[
      "curl -O https://x",
      "wget https://x",
      "rsync -a /srv/ host:/srv",
      "rsync -a rsync://host/x /srv",
      "scp a host:b",
    ],
    ...[
      "git clone https://x",
      "git -C /x fetch --all",
      "docker pull x",
      "podman pull x",
      "docker compose pull",
    ],
    ...[
      "aws s3 sync a s3://b",
      "rclone sync a b:/c",
      "gsutil cp a gs://b",
      "svn checkout https://x",
      "helm pull x",
    ],
  ],
  file: [
    "cp -a /a /b",
    "tar czf x.tgz /srv",
    "find / -delete",
    "rsync -a /a/ /b/",
    "unzip x.zip",
    "dd if=/dev/zero of=x",
    "gzip x",
  ],
  "system-update": [
    ...[
      "apt-get -y dist-upgrade",
      "apt upgrade -y",
      "dnf -y update",
      "yum -y upgrade",
      "zypper --non-interactive dup",
    ],
    ...["pacman -Syu --noconfirm", "apk upgrade", "do-release-upgrade -f x", "freebsd-update install"],
  ],
};

describe.each(Object.entries(COMMANDS))("%s work", (category, commands) => {
  it.each(commands.map((command) => [command]))("%s", (command) => {
    expect(categoryOf(`command: ${command}`)).toBe(category);
  });
});

describe("no work that is known", () => {
  it.each([
    ["git commit -m x"],
    ["git status"],
    ["docker run x"],
    ["apt-cache search x"],
    ["python3 manage.py runserver"],
    ["rails server"],
    ["sleep 60"],
    ["echo psql"],
    ["./install.sh"],
    ["psql-wrapper x"],
    ['"{{ tool }} x"'],
    ["nodetool status"],
  ])("%s", (command) => {
    expect(categoryOf(`command: ${command}`)).toBeUndefined();
  });
});

describe("modules", () => {
  it.each([
    ["community.mysql.mysql_db: {name: x}", "database"],
    ["get_url: {url: x}", "network"],
    ["ansible.builtin.git: {repo: x}", "network"],
    ["amazon.aws.anything_new: {}", "network"],
    ["unarchive: {src: x}", "file"],
    ["apt: upgrade=dist", "system-update"],
    ["ansible.windows.win_updates:", "system-update"],
    ["service: {name: x}", undefined],
    ["community.docker.docker_container: {name: x}", undefined],
    ["acme.own.thing: {}", undefined],
  ])("%s", (lines, category) => {
    expect(categoryOf(lines)).toBe(category);
  });
});

describe("the tables", () => {
  const known = new Set([...CATEGORIES.keys(), "neutral"]);
  it("name only categories that there are", () => {
    expect([...MODULE_CATEGORIES.values()].filter((category) => !known.has(category))).toEqual([]);
    expect(PROGRAM_RULES.filter(({ category }) => !known.has(category))).toEqual([]);
  });

  it("name each program once for each kind of call", () => {
    const unconditional = PROGRAM_RULES.filter(({ when }) => when === undefined).map(
      ({ program }) => program,
    );
    expect(unconditional.filter((program, i) => unconditional.indexOf(program) !== i)).toEqual([]);
    // A rule behind one that takes every call never has its turn.
    const dead = PROGRAM_RULES.filter(
      (rule, i) =>
        PROGRAM_RULES.findIndex((other) => other.program === rule.program && other.when === undefined) < i &&
        PROGRAM_RULES.some((other, j) => j < i && other.program === rule.program && other.when === undefined),
    );
    expect(dead).toEqual([]);
  });

  it("assume the runtimes and set the polls of the article", () => {
    expect(Object.fromEntries(CATEGORIES)).toEqual({
      file: { poll: 5, assumed: 120 },
      network: { poll: 10, assumed: 300 },
      database: { poll: 30, assumed: 1200 },
      "system-update": { poll: 60, assumed: 1200 },
    });
  });
});
