/**
 * Cuts test/bot/descriptions/github.json out of GitHub's own OpenAPI description: the operations that the bot
 * calls, and the schemas they need. The whole package (@octokit/openapi, MIT) unpacks to 385 MB, too much for
 * everyone's `npm ci`.
 *
 *     npm pack @octokit/openapi@23.0.2 && tar xzf octokit-openapi-*.tgz
 *     node scripts/github-description.mjs package/generated/api.github.com.json
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const OPERATIONS = {
  "/repos/{owner}/{repo}/pulls": ["get", "post"],
  "/repos/{owner}/{repo}/pulls/{pull_number}": ["patch"],
  "/repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers": ["post"],
  "/repos/{owner}/{repo}/issues/{issue_number}/comments": ["get", "post"],
  "/repos/{owner}/{repo}/issues/{issue_number}/labels": ["post"],
};
const TARGET = fileURLToPath(new URL("../test/bot/descriptions/github.json", import.meta.url));

const [source] = process.argv.slice(2);
if (source === undefined) throw new Error("name the description: …/generated/api.github.com.json");
const whole = JSON.parse(readFileSync(source, "utf8"));
const components = {};

/** A copy without what no validation needs, taking along every component it refers to. */
function take(value) {
  if (Array.isArray(value)) return value.map(take);
  if (typeof value !== "object" || value === null) return value;
  const copy = {};
  for (const [key, inner] of Object.entries(value)) {
    if (["examples", "example", "externalDocs", "x-github", "deprecated"].includes(key)) continue;
    if (key === "description" && typeof inner === "string") continue;
    copy[key] = take(inner);
  }
  if (typeof value.$ref === "string") {
    const [, , kind, name] = value.$ref.split("/");
    components[kind] ??= {};
    if (components[kind][name] === undefined) {
      components[kind][name] = {};
      components[kind][name] = take(whole.components[kind][name]);
    }
  }
  return copy;
}

const paths = {};
for (const [path, methods] of Object.entries(OPERATIONS)) {
  paths[path] = Object.fromEntries(methods.map((method) => [method, take(whole.paths[path][method])]));
}
const { openapi, info } = whole;
const license = { name: "MIT", url: "https://spdx.org/licenses/MIT" };
writeFileSync(
  TARGET,
  `${JSON.stringify({ openapi, info: { title: info.title, version: info.version, license }, paths, components })}\n`,
);
