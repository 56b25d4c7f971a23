import { describe, expect, it } from "vitest";
import { CONFIG_TEMPLATE } from "../../src/cli/init.js";
import { asyncFix, commitAll, DUMP, expectFailure, FIXED, folderOf, put, text } from "./command.js";

/** The file after a run with a config. */
function fixedWith(config: string, input = DUMP, path = "a.yml"): string {
  const cwd = folderOf({ ".async-fix.yml": config, [path]: input });
  const ended = asyncFix(["."], { cwd });
  expect(ended.err).not.toContain("error: ");
  expect(ended.status).toBe(0);
  return text(cwd, path);
}

const task = (command: string, name = "x"): string =>
  `- name: ${name}\n  command: ${command}\n  async: 60\n  poll: 7\n`;

describe("each setting", () => {
  it("expected", () => {
    expect(fixedWith("expected: 2h")).toContain("async: 21600\n");
    expect(fixedWith("expected: 100")).toContain("async: 300\n");
  });

  it("rules: the first that matches and says what is asked for decides", () => {
    const rules = `rules:
  - match: {name: "*nightly*"}
    category: file
  - match: {name: "*NIGHTLY backup*", command: ./backup*}
    expected: 10m
  - match: {command: etl}
    expected: 1h
    category: database
  - match: {module: community.mysql.*}
    expected: 30s
  - match: {module: get_url, file: roles/*}
    expected: 2h
`;
    expect(fixedWith(rules, task("./backup.sh all", "The nightly backup"))).toContain(
      "async: 1800\n  poll: 5\n",
    );
    expect(fixedWith(rules, task("./other", "The nightly backup"))).toContain("async: 360\n  poll: 5\n");
    expect(fixedWith(rules, task("/opt/bin/etl --all"))).toContain("async: 10800\n  poll: 30\n");
    const mysql = "- community.mysql.mysql_db: {name: a, state: dump}\n  async: 60\n";
    expect(fixedWith(rules, mysql)).toContain("async: 90\n");
    const fetch = "- get_url: {url: x, dest: y}\n  async: 60\n";
    expect(fixedWith(rules, fetch)).toContain("async: 900\n");
    expect(fixedWith(rules, fetch, "roles/x/tasks/main.yml")).toContain("async: 21600\n");
  });

  it("categories", () => {
    expect(fixedWith("categories: {database: {poll: 45, assumed: 40m}}")).toContain(
      "async: 7200\n  poll: 45\n",
    );
    expect(fixedWith("categories: {database: {assumed: false}}")).toContain("async: 60\n  poll: 30\n");
    const media = "categories: {media: {poll: 20, assumed: 1h}}\nprograms: {ffmpeg: media}\n";
    expect(fixedWith(media, task("ffmpeg -i x y"))).toContain("async: 10800\n  poll: 20\n");
  });

  it("assume", () => {
    expect(fixedWith("assume: false")).toContain("async: 60\n  poll: 30\n");
  });

  it("modules and programs", () => {
    expect(fixedWith("modules: {acme.tools.sync: network}", "- acme.tools.sync:\n  async: 60\n")).toContain(
      "async: 900\n",
    );
    expect(fixedWith("modules: {get_url: file}", "- get_url: {url: x, dest: y}\n  async: 60\n")).toContain(
      "async: 360\n",
    );
    expect(fixedWith("programs: {own: database}", task("./own"))).toContain("async: 3600\n");
    expect(fixedWith("programs: {own: neutral}", "- shell: own; pg_dump a\n  async: 60\n")).toContain(
      "async: 3600\n",
    );
    expect(fixedWith("programs: {pg_dump: file}")).toContain("async: 360\n");
  });

  it("also and skip", () => {
    expect(fixedWith("skip: [raise-async]")).toBe(DUMP.replace("poll: 2", "poll: 30"));
    expect(fixedWith("also: [raise-async]\nskip: [normalize-poll]")).toBe(DUMP.replace("60", "3600"));
  });

  it("exclude", () => {
    expect(fixedWith("exclude: [vendor/**]", DUMP, "vendor/x/a.yml")).toBe(DUMP);
    expect(fixedWith("exclude: ['*.gen.yml']", DUMP, "x/a.gen.yml")).toBe(DUMP);
    expect(fixedWith("exclude: [other/**]", DUMP, "vendor/a.yml")).toBe(FIXED);
  });

  it("place and target_core are taken", () => {
    expect(fixedWith('place: after\ntarget_core: "2.16"')).toBe(FIXED);
  });

  it("the command line goes before it", () => {
    const cwd = folderOf({ ".async-fix.yml": "expected: 2h\n", "a.yml": DUMP });
    asyncFix(["--expected", "1h", "."], { cwd });
    expect(text(cwd, "a.yml")).toContain("async: 10800\n");
  });

  it("a comment on the task goes before all", () => {
    const input = DUMP.replace("60", "60 # async-fix: expected=1m");
    expect(fixedWith("expected: 2h\nrules: [{match: {name: Dump}, expected: 3h}]", input)).toContain(
      "async: 180 #",
    );
  });

  it("of an empty file is nothing", () => {
    expect(fixedWith("")).toBe(FIXED);
    expect(fixedWith("# nothing yet\n")).toBe(FIXED);
  });
});

describe("where it is found", () => {
  const files = {
    ".async-fix.yml": "exclude: [roles/vendor/**]\nrules: [{match: {file: roles/db/*}, expected: 2h}]\n",
    "roles/db/tasks/main.yml": DUMP,
    "roles/vendor/tasks/main.yml": DUMP,
    "roles/web/tasks/main.yml": DUMP,
  };
  const expectFixed = (cwd: string): void => {
    expect(text(cwd, "roles/db/tasks/main.yml")).toContain("async: 21600\n");
    expect(text(cwd, "roles/vendor/tasks/main.yml")).toBe(DUMP);
    expect(text(cwd, "roles/web/tasks/main.yml")).toBe(FIXED);
  };

  it("upwards to the repository's root, its paths relative to its own folder", () => {
    for (const [below, path] of [
      ["", "."],
      ["roles", "."],
      ["roles/db/tasks", "../../../roles"],
      ["roles/web", ".."],
    ] as const) {
      const cwd = folderOf(files);
      commitAll(cwd);
      expect(asyncFix([path], { cwd: `${cwd}/${below}` }).status).toBe(0);
      expectFixed(cwd);
    }
  });

  it("not above the repository's root", () => {
    const cwd = folderOf({ ".async-fix.yml": "expected: 2h\n", "repo/a.yml": DUMP });
    commitAll(`${cwd}/repo`);
    asyncFix(["."], { cwd: `${cwd}/repo` });
    expect(text(cwd, "repo/a.yml")).toBe(FIXED);
  });

  it("where --config says, wherever that is", () => {
    const cwd = folderOf({ "settings/async.yml": "expected: 2h\nexclude: [../vendor/**]\n", "a.yml": DUMP });
    asyncFix(["--config", "settings/async.yml", "."], { cwd });
    expect(text(cwd, "a.yml")).toContain("async: 21600\n");
  });

  it("nowhere with --no-config", () => {
    const cwd = folderOf({ ".async-fix.yml": "expected: [broken\n", "a.yml": DUMP });
    expect(asyncFix(["--no-config", "."], { cwd }).status).toBe(0);
    expect(text(cwd, "a.yml")).toBe(FIXED);
  });
});

describe("errors name file and key, and nothing is done", () => {
  it.each([
    ["expected: [broken\n", /^error: \.async-fix\.yml:\d: not YAML: /],
    ["- a list\n", /^error: \.async-fix\.yml: the file must be object/],
    ["expectd: 1h\n", /^error: \.async-fix\.yml: the file must NOT have additional properties \("expectd"\)/],
    ["expected: soon\n", /^error: \.async-fix\.yml: expected must match pattern/],
    ["expected: 0s\n", /^error: \.async-fix\.yml: expected: "0s" is no duration; write 90, 90s/],
    ["expected: 1.5\n", /^error: \.async-fix\.yml: expected must be /],
    ["rules: [{match: {name: x}}]\n", /^error: \.async-fix\.yml: rules\.0 must have required property/],
    ["rules: [{match: {}, expected: 1h}]\n", /^error: \.async-fix\.yml: rules\.0\.match must NOT have fewer/],
    [
      "rules: [{match: {name: x}, category: nope}]\n",
      /^error: \.async-fix\.yml: rules\.0\.category: category "nope" is not defined; known: file, network/,
    ],
    [
      "rules: [{match: {name: x}, expected: 0}]\n",
      /^error: \.async-fix\.yml: rules\.0\.expected must be >= 1/,
    ],
    ["modules: {x: nope}\n", /^error: \.async-fix\.yml: modules\.x: category "nope" is not defined/],
    ["programs: {x: nope}\n", /^error: \.async-fix\.yml: programs\.x: category "nope" is not defined/],
    [
      "categories: {x: {assumed: 0m}}\n",
      /^error: \.async-fix\.yml: categories\.x\.assumed: "0m" is no duration/,
    ],
    ["categories: {x: {poll: 0}}\n", /^error: \.async-fix\.yml: categories\.x\.poll must be >= 1/],
    ["skip: [nope]\n", /^error: \.async-fix\.yml: skip: there is no transform "nope"; known: raise-async/],
    ["also: nope\n", /^error: \.async-fix\.yml: also must be array/],
    ["place: middle\n", /^error: \.async-fix\.yml: place must be equal to one of the allowed values/],
    ["target_core: 2.20\n", /^error: \.async-fix\.yml: target_core must be string/],
    ["target_core: '3.0'\n", /^error: \.async-fix\.yml: target_core must match pattern/],
    ["x: &x [*x]\n", /^error: \.async-fix\.yml: /],
  ])("%j", (config, line) => {
    const cwd = folderOf({ ".async-fix.yml": config, "a.yml": DUMP });
    expectFailure(asyncFix(["."], { cwd }), line);
    expect(text(cwd, "a.yml")).toBe(DUMP);
  });

  it("a bomb of aliases does not go off", () => {
    const levels = Array.from({ length: 40 }, (_, i) => `x${i + 1}: &x${i + 1} [*x${i}, *x${i}]\n`).join("");
    const cwd = folderOf({ ".async-fix.yml": `x0: &x0 a\n${levels}`, "a.yml": DUMP });
    expectFailure(asyncFix(["."], { cwd }), /^error: \.async-fix\.yml: /);
  });

  it("a folder in its place", () => {
    const cwd = folderOf({ "cfg/x": "", "a.yml": DUMP });
    expectFailure(
      asyncFix(["--config", "cfg", "."], { cwd }),
      "cfg: can't be read; name a file that can, or pass --no-config",
    );
  });
});

it("what init writes is valid with every setting uncommented", () => {
  const settings = CONFIG_TEMPLATE.split("\n")
    .filter((line) => /^# (?!false:)( *- |[a-z_]+:| +[\w.-]+:)/.test(line))
    .map((line) => line.slice(2));
  const cwd = folderOf({ ".async-fix.yml": `${settings.join("\n")}\n`, "a.yml": DUMP });
  const { status, err } = asyncFix(["."], { cwd });
  expect(err).not.toContain("error: ");
  expect(status).toBe(0);
  expect(text(cwd, "a.yml")).toBe(DUMP.replace("60", "3600"));
  const keys = settings.filter((line) => /^[a-z]/.test(line)).map((line) => line.split(":")[0]);
  expect(keys).toEqual([
    ...["expected", "rules", "categories", "assume", "modules", "programs"],
    ...["also", "skip", "exclude", "place", "target_core"],
  ]);
  put(cwd, ".async-fix.yml", CONFIG_TEMPLATE);
  expect(asyncFix(["-d", "."], { cwd }).status).toBe(0);
});
