/**
 * Builds dist/: the command and the library as bundles that share chunks, and the library's types.
 * `node scripts/build.mjs FOLDER` makes the bundles only, there: for tests, which leave dist/ alone.
 */
import { execFileSync } from "node:child_process";
import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { transformDocs } from "./docs.mjs";
import { licenseTexts } from "./licenses.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));
const [elsewhere] = process.argv.slice(2);
const dist = elsewhere === undefined ? join(root, "dist") : resolve(elsewhere);

/** What commander asks Node for at once and the command has no use for: 4 ms of its start. */
const NEVER_USED = { "node:child_process": "{}", "node:process": "process" };

/**
 * The Node modules that bundled CommonJS packages require. `process.getBuiltinModule` (Node 20.16) needs no
 * `require` made in every chunk; and requiring node:process would open all three standard streams.
 */
const builtinsOfPackages = {
  name: "builtins-of-packages",
  setup(setup) {
    setup.onResolve({ filter: /^[a-z_:/]+$/ }, ({ path, kind }) =>
      kind === "require-call" && isBuiltin(path) ? { path, namespace: "builtin" } : undefined,
    );
    setup.onLoad({ filter: /./, namespace: "builtin" }, ({ path }) => ({
      contents: `module.exports = ${NEVER_USED[path] ?? `process.getBuiltinModule(${JSON.stringify(path)})`};`,
    }));
  },
};

rmSync(dist, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: { cli: "src/cli.ts", index: "src/index.ts" },
  outdir: dist,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  chunkNames: "chunks/[name]-[hash]",
  // jiti compiles a user's own transform; it finds its parts beside itself.
  external: ["jiti"],
  // The same sources as modules: bundled without what is not used, and without a wrapper around every file.
  alias: { yaml: join(root, "node_modules/yaml/browser/dist/index.js") },
  plugins: [builtinsOfPackages],
  // Half the bytes for Node to compile; names stay, for stack traces in reports of bugs.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
});
chmodSync(join(dist, "cli.js"), 0o755);
writeFileSync(join(dist, "third-party-licenses.txt"), licenseTexts(Object.keys(metafile.inputs), root));
writeFileSync(join(dist, "transforms.json"), `${JSON.stringify(transformDocs(), null, 1)}\n`);

if (elsewhere === undefined) {
  const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc");
  execFileSync(process.execPath, [tsc, "-p", join(root, "tsconfig.build.json")], { stdio: "inherit" });
}
