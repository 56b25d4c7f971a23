import { execFileSync } from "node:child_process";
import { chmodSync, statSync, symlinkSync, truncateSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { DiscoveredFile } from "../../src/io/discover.js";
import { MAX_FILE_BYTES } from "../../src/io/regular.js";
import { filesHolding, KeptBlocks, readText, scan } from "../../src/io/scan.js";
import { isRoot, temporaryFolder, UNLESS_ROOT } from "./folder.js";

function listed(folder: string, ...names: readonly string[]): DiscoveredFile[] {
  return names.map((name) => ({ path: `${folder}/${name}`, display: name }));
}

describe("scan", () => {
  it("keeps the files that hold a needle", () => {
    const folder = temporaryFolder({
      "a.yml": "async: 1",
      "b.yml": "Async: 1",
      "c.yml": "poll: 0\nasync: 2",
      "d.yml": "",
    });
    const { matching, problems } = scan(listed(folder, "a.yml", "b.yml", "c.yml", "d.yml"), [
      "async",
      "poll",
    ]);
    expect(problems).toEqual([]);
    expect(matching.map(({ file }) => file.display)).toEqual(["a.yml", "c.yml"]);
    const { dev, ino } = statSync(`${folder}/a.yml`, { bigint: true });
    expect(matching[0]?.identity).toEqual({ dev, ino });
  });

  it.each(["\uFEFFasync: 1\r\n# ü 🎉\r\n", "async: 1", "\uFEFF\uFEFFasync\r", "async\u0000\u2028\n"])(
    "keeps the text's bytes: %j",
    (text) => {
      const folder = temporaryFolder({ "a.yml": text });
      expect(scan(listed(folder, "a.yml"), ["async"]).matching[0]?.text).toBe(text);
    },
  );

  it.each([4096, 256 * 1024, 600_000, 1024 * 1024, 2_000_000])(
    "finds a needle at the end of %i bytes",
    (size) => {
      const text = `${"#".repeat(size - 5)}async`;
      const folder = temporaryFolder({ "small.yml": "async", "a.yml": text, "after.yml": "poll" });
      const { matching } = scan(listed(folder, "small.yml", "a.yml", "after.yml"), ["async"]);
      expect(matching.map((file) => file.text)).toEqual(["async", text]);
    },
  );

  it("finds no needle that two files make together", () => {
    const folder = temporaryFolder({ "a.yml": "asy", "b.yml": "nc", "c.yml": "async", "d.yml": "poll" });
    const files = listed(folder, "a.yml", "b.yml", "c.yml", "d.yml");
    expect(scan(files, ["async"]).matching.map(({ file }) => file.display)).toEqual(["c.yml"]);
  });

  it("keeps the order of the files, also where some do not fit among the others", () => {
    const large = `${"#".repeat(700_000)}async`;
    const folder = temporaryFolder({ "a.yml": large, "b.yml": "async", "c.yml": large, "d.yml": large });
    const files = listed(folder, "d.yml", "b.yml", "none.yml", "c.yml", "a.yml");
    const { matching, problems } = scan(files, ["async"]);
    expect(matching.map(({ file }) => file.display)).toEqual(["d.yml", "b.yml", "c.yml", "a.yml"]);
    expect(problems.map(({ path }) => path)).toEqual(["none.yml"]);
  });

  it("names the place where a matching file is not UTF-8, and lets the others be", () => {
    const latin1 = Buffer.from("- name: caf\xe9\n", "latin1");
    const folder = temporaryFolder({
      "a.yml": Buffer.concat([Buffer.from("async: 1\n"), latin1]),
      "b.yml": latin1,
    });
    const { matching, problems } = scan(listed(folder, "a.yml", "b.yml"), ["async"]);
    expect(matching).toEqual([]);
    const message = "is not UTF-8 (byte 20, line 2); Ansible reads UTF-8 only";
    expect(problems).toEqual([{ path: "a.yml", line: 2, message }]);
  });

  it("finds the needle in UTF-16, and says that Ansible does not", () => {
    const little = Buffer.from("\uFEFFasync: 1", "utf16le");
    const other = Buffer.from("\uFEFFpoll: 1", "utf16le");
    const folder = temporaryFolder({
      "le.yml": little,
      "be.yml": Buffer.from(little).swap16(),
      "no.yml": other,
    });
    const { problems } = scan(listed(folder, "le.yml", "be.yml", "no.yml"), ["async"]);
    expect(problems.map((problem) => problem.path)).toEqual(["le.yml", "be.yml"]);
    expect(problems[0]?.message).toContain("UTF-16");
  });

  it("does not read a file over the limit", () => {
    const folder = temporaryFolder({ "big.yml": "async" });
    truncateSync(`${folder}/big.yml`, MAX_FILE_BYTES + 1);
    const { matching, problems } = scan(listed(folder, "big.yml"), ["async"]);
    expect(matching).toEqual([]);
    expect(problems[0]?.message).toContain("64 MiB");
  });

  it("does not wait for a FIFO, follow a link or stumble over what vanished", () => {
    const folder = temporaryFolder({ "real.yml": "async" });
    execFileSync("mkfifo", [`${folder}/fifo.yml`]);
    symlinkSync("real.yml", `${folder}/link.yml`);
    const { matching, problems } = scan(listed(folder, "fifo.yml", "link.yml", "gone.yml", "\ufffd.yml"), [
      "async",
    ]);
    expect(matching).toEqual([]);
    expect(problems.map(({ path, message }) => [path, message.split(";")[0]])).toEqual([
      ["fifo.yml", "is not a regular file"],
      ["link.yml", "is a symbolic link, or a loop of them"],
      ["gone.yml", "vanished while the folder was read"],
      ["\ufffd.yml", "has a name that is not UTF-8"],
    ]);
  });

  it.skipIf(isRoot)(`says that a file can't be read${UNLESS_ROOT}`, () => {
    const folder = temporaryFolder({ "shut.yml": "async" });
    chmodSync(`${folder}/shut.yml`, 0);
    expect(scan(listed(folder, "shut.yml"), ["async"]).problems[0]?.message).toContain("permission denied");
  });

  it.each([1, 25])("finds %i words again, in what it kept and in what it did not", (count) => {
    const large = "#".repeat(1_500_000);
    const texts = Object.fromEntries(
      Array.from({ length: 14 }, (_, at) => [`${at}.yml`, `${large} word0 other${at}\n`]),
    );
    const files = listed(temporaryFolder(texts), ...Object.keys(texts));
    const kept = new KeptBlocks();
    expect(scan(files, ["other3"], kept).matching.map(({ file }) => file.display)).toEqual(["3.yml"]);
    expect(kept.blocks.length).toBeLessThan(files.length);
    const words = Array.from({ length: count }, (_, at) => `word${at}`);
    const found = filesHolding(files, [...words, "other13"], kept);
    expect(found.get("word0")).toEqual(Object.keys(texts));
    expect(found.get("other13")).toEqual(["13.yml"]);
  });

  it("reads one file whatever is in it", () => {
    const folder = temporaryFolder({ "vars.yml": "timeout: 30\n", "empty.yml": "" });
    const texts = listed(folder, "vars.yml", "empty.yml").map((file) => readText(file));
    expect(texts).toMatchObject([{ text: "timeout: 30\n" }, { text: "" }]);
  });
});
