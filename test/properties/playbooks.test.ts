import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TRANSFORMS } from "../../transforms/index.js";
import { disagreement } from "../pyyaml/compare.js";
import { HAS_PYYAML, PyYaml, SKIPPED } from "../pyyaml/reader.js";
import { holds, TIME_LIMIT } from "./budget.js";
import { how } from "./how.js";
import { project } from "./playbook.js";
import { broken } from "./promises.js";

let pyyaml: PyYaml;

describe.skipIf(!HAS_PYYAML)(`Playbooks in every style${SKIPPED}`, () => {
  beforeAll(() => {
    pyyaml = new PyYaml();
  });
  afterAll(() => pyyaml.close());

  it(
    "are read as PyYAML reads them",
    async () => {
      const property = fc.asyncProperty(project, async (files) => {
        for (const text of Object.values(files))
          expect(disagreement(text, await pyyaml.read(text))).toBeUndefined();
      });
      await holds("read as PyYAML does", 300, property);
    },
    TIME_LIMIT,
  );

  it(
    "come through all transforms as promised",
    async () => {
      const property = fc.asyncProperty(project, how, async (files, settings) => {
        expect(await broken(files, TRANSFORMS, settings, pyyaml)).toBeUndefined();
      });
      await holds("all transforms", 300, property);
    },
    TIME_LIMIT,
  );

  it.each(TRANSFORMS)(
    "come through $id alone as promised",
    async (transform) => {
      const property = fc.asyncProperty(project, how, async (files, settings) => {
        expect(await broken(files, [transform], settings, pyyaml)).toBeUndefined();
      });
      await holds(transform.id, 60, property);
    },
    TIME_LIMIT,
  );
});
