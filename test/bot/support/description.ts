import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv, type ValidateFunction } from "ajv";

type Json = Readonly<Record<string, unknown>>;

interface Operation {
  readonly parameters?: readonly Json[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Json };
  readonly responses: Readonly<Record<string, Json>>;
}

const FILE = fileURLToPath(new URL("../descriptions/github.json", import.meta.url));

/** GitHub's own OpenAPI description (3.0), as scripts/github-description.mjs cut it: what calls and answers must be. */
export class Description {
  readonly #document = JSON.parse(readFileSync(FILE, "utf8")) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
    readonly components: Json;
  };
  readonly #ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  readonly #validators = new Map<string, ValidateFunction>();

  constructor() {
    this.#ajv.addSchema({ $id: "github", components: modern(this.#document.components) });
  }

  /** @returns what is wrong with the call, if anything */
  checkRequest(method: string, path: string, query: URLSearchParams, body: unknown): readonly string[] {
    const found = this.#operation(method, path);
    if (found === undefined) return [`${method} ${path}: no such operation`];
    const { operation } = found;
    const wrong: string[] = [];
    const parameters = (operation.parameters ?? []).map((each) => this.#resolve(each));
    for (const [name, value] of query) {
      const parameter = parameters.find((each) => each["in"] === "query" && each["name"] === name);
      if (parameter === undefined) wrong.push(`${method} ${path}: no parameter ${name}`);
      else wrong.push(...this.#check(parameter["schema"], numeric(parameter["schema"], value), `?${name}`));
    }
    const schema = schemaOf(operation.requestBody?.content);
    if (schema === undefined && body !== undefined) wrong.push(`${method} ${path}: takes no body`);
    if (schema !== undefined && (body !== undefined || operation.requestBody?.required === true)) {
      wrong.push(...this.#check(schema, body, `${method} ${path}`));
      const known = Object.keys((this.#resolve(schema as Json)["properties"] as Json | undefined) ?? {});
      for (const key of Object.keys((body ?? {}) as Json))
        if (known.length > 0 && !known.includes(key)) wrong.push(`${method} ${path}: unknown field ${key}`);
    }
    return wrong;
  }

  /** An answer as the description wants it: what it requires and the given leaves out is made up. */
  shape(method: string, path: string, status: number, given: unknown): unknown {
    const response = this.#operation(method, path)?.operation.responses[String(status)];
    if (response === undefined) throw new Error(`${method} ${path} never answers ${status}`);
    const schema = schemaOf(this.#resolve(response)["content"] as Json | undefined);
    const body = this.#fill(schema as Json | undefined, given);
    const wrong = this.#check(schema, body, `${method} ${path} -> ${status}`);
    if (wrong.length > 0) throw new Error(wrong.join("; "));
    return body;
  }

  #operation(method: string, path: string): { readonly operation: Operation } | undefined {
    for (const [template, methods] of Object.entries(this.#document.paths)) {
      const pattern = new RegExp(`^${template.replace(/\{[^}]+\}/g, "[^/]+")}$`);
      const operation = methods[method.toLowerCase()];
      if (pattern.test(path) && operation !== undefined) return { operation };
    }
    return undefined;
  }

  #resolve(value: Json): Json {
    const reference = value["$ref"];
    if (typeof reference !== "string") return value;
    let at: unknown = this.#document;
    for (const part of reference.slice(2).split("/")) at = (at as Json)[part];
    return this.#resolve(at as Json);
  }

  #check(schema: unknown, value: unknown, where: string): readonly string[] {
    if (schema === undefined) return [];
    const key = JSON.stringify(schema);
    let validate = this.#validators.get(key);
    if (validate === undefined) {
      validate = this.#ajv.compile(modern(schema) as Json);
      this.#validators.set(key, validate);
    }
    if (validate(value)) return [];
    return (validate.errors ?? []).map((error) => `${where}${error.instancePath}: ${error.message ?? ""}`);
  }

  #fill(written: Json | undefined, given: unknown): unknown {
    if (written === undefined) return given;
    const schema = this.#resolve(written);
    const all = schema["allOf"] ?? schema["anyOf"] ?? schema["oneOf"];
    if (Array.isArray(all) && given === undefined) return this.#fill(all[0] as Json, undefined);
    if (schema["nullable"] === true && (given === undefined || given === null)) return null;
    const properties = schema["properties"] as Readonly<Record<string, Json>> | undefined;
    if (properties !== undefined && (given === undefined || isObject(given))) {
      const object: Record<string, unknown> = { ...(given as Json | undefined) };
      for (const name of (schema["required"] as readonly string[] | undefined) ?? [])
        object[name] = this.#fill(properties[name], object[name]);
      for (const name of Object.keys(object)) object[name] = this.#fill(properties[name], object[name]);
      return object;
    }
    if (Array.isArray(given)) return given.map((each) => this.#fill(schema["items"] as Json, each));
    if (given !== undefined) return given;
    return (schema["enum"] as readonly unknown[] | undefined)?.[0] ?? EMPTY[String(schema["type"])] ?? null;
  }
}

const EMPTY: Readonly<Record<string, unknown>> = {
  string: "",
  integer: 0,
  number: 0,
  boolean: false,
  array: [],
  object: {},
};

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function schemaOf(content: Json | undefined): unknown {
  return (content?.["application/json"] as Json | undefined)?.["schema"];
}

function numeric(schema: unknown, value: string): unknown {
  return (schema as Json)["type"] === "integer" && /^\d+$/.test(value) ? Number(value) : value;
}

/** OpenAPI 3.0 as JSON Schema: `nullable`, and where references lead. */
function modern(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(modern);
  if (!isObject(schema)) return schema;
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(schema as Json)) {
    if (key === "$ref" && typeof value === "string") copy["$ref"] = value.replace(/^#/, "github#");
    else copy[key] = modern(value);
  }
  if (copy["nullable"] !== true) return copy;
  delete copy["nullable"];
  return { anyOf: [{ type: "null" }, copy] };
}
