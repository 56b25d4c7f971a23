/** What a text has instead of YAML. */
export interface YamlProblem {
  readonly message: string;
  /** UTF-16 offset at which the reader gave up. */
  readonly offset: number;
}

/** Thrown inside src/yaml where PyYAML would raise; parseYaml turns it into a YamlProblem. */
export class YamlError extends Error {
  override readonly name = "YamlError";

  /** @param offset UTF-16 offset of the place that is wrong */
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}
