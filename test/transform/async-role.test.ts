import { describe, expect, it } from "vitest";
import { runTransforms } from "../../src/engine/run.js";
import { BUILTIN_KNOWLEDGE } from "../../src/runtime/knowledge.js";
import { ASYNC_ROLE_FILES } from "../../src/transform/async-role.js";
import { parseYaml, plainData } from "../../src/yaml/parse.js";
import { TRANSFORMS } from "../../transforms/index.js";
import { memorySource } from "../support/memory-source.js";

function text(path: string): string {
  return ASYNC_ROLE_FILES.find((file) => file.path === path)?.text ?? "";
}

function data(path: string): unknown {
  const parsed = parseYaml(text(path));
  const document = parsed.ok ? parsed.file.documents[0] : undefined;
  return document === undefined ? undefined : plainData(document);
}

function specified(): Readonly<Record<string, { readonly default?: unknown }>> {
  const specs = data("meta/argument_specs.yml") as {
    readonly argument_specs: { readonly main: { readonly options: Record<string, { default?: unknown }> } };
  };
  return specs.argument_specs.main.options;
}

describe("the async_task role", () => {
  it("specifies every argument that its tasks read, and reads every one that it specifies", () => {
    const own = /^async_task_(?:job|result|interval|outcome|status|command_job|shell_job)$/;
    const read = new Set(
      [...`${text("tasks/main.yml")}${text("defaults/main.yml")}`.matchAll(/\basync_task_\w+/g)]
        .map(([name]) => name)
        .filter((name) => !own.test(name)),
    );
    expect([...read].sort()).toEqual(Object.keys(specified()).sort());
  });

  it("has the defaults that it specifies", () => {
    const defaults = data("defaults/main.yml") as Readonly<Record<string, unknown>>;
    const { async_task_cmd: made, ...constant } = defaults;
    expect(made).toContain("async_task_argv");
    const wanted = Object.entries(specified()).filter(([, option]) => option.default !== undefined);
    expect(constant).toEqual(Object.fromEntries(wanted.map(([name, option]) => [name, option.default])));
  });

  it("lists every argument in its README", () => {
    for (const name of Object.keys(specified())) expect(text("README.md")).toContain(`| \`${name}\` |`);
  });

  it("is left alone by every transform", () => {
    const files = Object.fromEntries(
      ASYNC_ROLE_FILES.map((file) => [`roles/async_task/${file.path}`, file.text]),
    );
    const { files: results } = runTransforms(memorySource(files), {
      transforms: TRANSFORMS,
      options: {
        runtime: { ...BUILTIN_KNOWLEDGE, expected: 1_000_000 },
        place: "after",
        targetCore: [2, 14],
      },
      safeOnly: false,
    });
    expect(results.filter(({ status }) => status === "changed" || status === "error")).toEqual([]);
  });
});
