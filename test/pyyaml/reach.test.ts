import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { corpusFolder } from "../support/corpus.js";
import { SHARED } from "../support/shared.js";
import { disagreement } from "./compare.js";
import { HAS_PYYAML, PyYaml, SKIPPED } from "./reader.js";
import { ODD, type Sample, SUITE, samplesBelow } from "./texts.js";

let pyyaml: PyYaml;

/** The samples that we read otherwise than PyYAML on libyaml: `name: how`. */
async function disagreements(samples: Iterable<Sample>): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { name, text } of samples) {
    const how = disagreement(text, await pyyaml.read(text));
    if (how !== undefined) found.push(`${name}: ${how}`);
  }
  return found;
}

describe.skipIf(!HAS_PYYAML)(`What PyYAML on libyaml reads, we read, and nothing else${SKIPPED}`, () => {
  beforeAll(() => {
    pyyaml = new PyYaml();
  });
  afterAll(() => pyyaml.close());

  it.each(ODD.map((text) => [JSON.stringify(text).slice(0, 60), text] as const))("%s", async (_, text) => {
    expect(disagreement(text, await pyyaml.read(text))).toBeUndefined();
  });

  it("in the YAML test suite", async () => {
    expect(SUITE.length).toBeGreaterThan(400);
    expect(await disagreements(SUITE)).toEqual([]);
  });

  it.skipIf(SHARED === undefined)("in shared/lab", async () => {
    expect(await disagreements(samplesBelow(join(SHARED ?? "", "lab")))).toEqual([]);
  });

  it.skipIf(SHARED === undefined)(
    "in all files of the corpus",
    async () => {
      expect(await disagreements(samplesBelow(corpusFolder(SHARED ?? "")))).toEqual([]);
    },
    600_000,
  );

  /**
   * An Ansible without libyaml reads with yaml/scanner.py. Where it refuses what we read, it does so without
   * our help; what both read has to be the same.
   */
  it("PyYAML's own scanner never reads another value", async () => {
    const texts = [...SUITE.map((sample) => sample.text), ...ODD];
    const otherwise: string[] = [];
    for (const text of texts) {
      const how = disagreement(text, await pyyaml.read(text, "python"));
      if (how !== undefined && !/^(?:read|refused) here/.test(how)) otherwise.push(text);
    }
    // A lone `!` is null there and the empty string to libyaml. A byte order mark counts in offsets there.
    expect(otherwise).toEqual(["!\n", "!", "\ufeffa: b\n"]);
  });
});
