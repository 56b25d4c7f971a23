import { describe, expect, it } from "vitest";
import { readNames } from "../../src/jinja/names.js";
import { parseTemplate } from "../../src/jinja/template.js";

/** Each read as `root/path`, `*` before an indirect one, then its filters and test. */
function reads(expression: string): readonly string[] {
  const template = parseTemplate(`{{ ${expression} }}`);
  return readNames(template).map(({ root, path, indirect, filters, test, method }) => {
    const chain = [
      ...filters.map((name) => ` | ${name}`),
      test ? ` is ${test.negated ? "not " : ""}${test.name}` : "",
    ];
    const call = method === undefined ? "" : `.${method}()`;
    return `${indirect ? "*" : ""}${[root, ...path.map(String)].join("/")}${call}${chain.join("")}`;
  });
}

describe("readNames", () => {
  it.each([
    ["x.results[0].ansible_job_id", ["x/results/0/ansible_job_id"]],
    ["x['rc'] == y.1[-1]", ["x/rc", "y/1/-1"]],
    ["x[i].rc", ["x/null", "i"]],
    ["x[1:n]", ["x/null", "n"]],
    ["x.a | default(y) | int is not divisibleby z", ["x/a | default | int is not divisibleby", "y", "z"]],
    ["job is finished and not job.failed", ["job is finished", "job/failed"]],
    ["x.stdout.split(s)", ["x/stdout.split()", "s"]],
    ["range(n)", ["n"]],
    ["[a, {b: c}, (d, e) if f else g ~ -h]", ["a", "b", "c", "d", "e", "f", "g", "h"]],
    ["vars['x'].rc", ["*x/rc"]],
    ["vars[n].rc", ["vars/null", "n"]],
    ["hostvars[h].x.rc", ["*x/rc", "h"]],
    ["hostvars['h']['x']", ["*x"]],
    ["lookup('vars', 'x').rc", ["*x/rc"]],
    ["query('ansible.builtin.vars', 'x', 'y', default=z)", ["*x", "*y", "z"]],
    ["lookup('vars', n)", ["n"]],
    ["lookup('file', p)", ["p"]],
    ["(a | b).c", ["a | b"]],
  ])("%s", (expression, expected) => {
    expect([...reads(expression)].sort()).toEqual([...expected].sort());
  });

  it("places a read, and looks into statements", () => {
    const source = "{% for i in x.results %}{{ i.rc }}{% endfor %}";
    const found = readNames(parseTemplate(source)).map(({ span }) => source.slice(span.start, span.end));
    expect(found).toEqual(["x.results", "i.rc"]);
  });
});
