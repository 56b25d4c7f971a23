import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseYaml } from "../../src/yaml/parse.js";
import { TRANSFORMS } from "../../transforms/index.js";
import { disagreement } from "../pyyaml/compare.js";
import { HAS_PYYAML, PyYaml, SKIPPED } from "../pyyaml/reader.js";
import { SUITE, samplesBelow } from "../pyyaml/texts.js";
import { corpusFolder } from "../support/corpus.js";
import { SHARED } from "../support/shared.js";
import { holds, TIME_LIMIT } from "./budget.js";
import { how } from "./how.js";
import { mutated } from "./mutate.js";
import { project } from "./playbook.js";
import { broken } from "./promises.js";

let pyyaml: PyYaml;

/** The corpus' files that mention async; without the corpus, generated playbooks, the same every time. */
function asyncTexts(): readonly string[] {
  if (SHARED === undefined)
    return fc.sample(project, { numRuns: 200, seed: 1 }).flatMap((files) => Object.values(files));
  const texts: string[] = [];
  for (const { text } of samplesBelow(corpusFolder(SHARED)))
    if (text.includes("async") && text.length < 20_000 && parseYaml(text).ok) texts.push(text);
  return texts;
}

describe.skipIf(!HAS_PYYAML)(`Files that a few changes have spoilt${SKIPPED}`, () => {
  beforeAll(() => {
    pyyaml = new PyYaml();
  });
  afterAll(() => pyyaml.close());

  it(
    "of the YAML test suite are read as PyYAML reads them",
    async () => {
      const property = fc.asyncProperty(mutated(SUITE.map(({ text }) => text)), async (text) => {
        expect(disagreement(text, await pyyaml.read(text))).toBeUndefined();
      });
      await holds("spoilt suite", 1000, property);
    },
    TIME_LIMIT,
  );

  it(
    "of the corpus are read as PyYAML reads them",
    async () => {
      const property = fc.asyncProperty(mutated(asyncTexts()), async (text) => {
        expect(disagreement(text, await pyyaml.read(text))).toBeUndefined();
      });
      await holds("spoilt corpus", 500, property);
    },
    TIME_LIMIT,
  );

  it(
    "of the corpus come through all transforms as promised",
    async () => {
      const property = fc.asyncProperty(
        mutated(asyncTexts()),
        fc.constantFrom("tasks/main.yml", "site.yml", "vars/main.yml"),
        how,
        async (text, path, settings) => {
          expect(await broken({ [path]: text }, TRANSFORMS, settings, pyyaml)).toBeUndefined();
        },
      );
      await holds("spoilt corpus, all transforms", 150, property);
    },
    TIME_LIMIT,
  );

  it(
    "of the YAML test suite, in a playbook or not, come through all transforms as promised",
    async () => {
      const inPlaybook = fc.constantFrom(
        (text: string) => text,
        (text: string) => `${text}\n- shell: dnf -y upgrade\n  async: 30\n  poll: 0\n`,
        (text: string) =>
          `- shell: dnf -y upgrade\n  async: 30\n  vars:\n    x: ${text.replaceAll("\n", "\n      ")}\n`,
      );
      const property = fc.asyncProperty(
        fc.oneof(fc.constantFrom(...SUITE.map(({ text }) => text)), mutated(SUITE.map(({ text }) => text))),
        inPlaybook,
        how,
        async (text, wrap, settings) => {
          const files = { "tasks/main.yml": wrap(text) };
          expect(await broken(files, TRANSFORMS, settings, pyyaml)).toBeUndefined();
        },
      );
      await holds("suite, all transforms", 500, property);
    },
    TIME_LIMIT,
  );
});
