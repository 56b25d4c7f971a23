import { readFileSync } from "node:fs";
import { TRANSFORMS } from "../../transforms/index.js";
import type { TransformNotes } from "../report/markdown.js";
import { packageFile } from "./package-files.js";

/**
 * What the transforms' documentation says in short, for reports. Nothing where it is not built, and of a user's
 * own transform.
 */
export function transformNotes(): (id: string) => TransformNotes | undefined {
  const built = packageFile("transforms.json");
  const docs =
    built === undefined ? {} : (JSON.parse(readFileSync(built, "utf8")) as Readonly<Record<string, string>>);
  return (id) => {
    const transform = TRANSFORMS.find((each) => each.id === id);
    const text = Object.hasOwn(docs, id) ? (docs[id] ?? "") : "";
    if (transform === undefined) return undefined;
    return {
      title: transform.title,
      why: firstParagraph(sectionOf(text, "Why")),
      safety: sectionOf(text, "Safety"),
    };
  };
}

/** The text below a heading of the second level, its lines joined as Markdown would. */
function sectionOf(text: string, heading: string): string {
  const lines = text.split("\n");
  const from = lines.indexOf(`## ${heading}`);
  if (from === -1) return "";
  const length = lines.slice(from + 1).findIndex((line) => line.startsWith("## "));
  return lines
    .slice(from + 1, length === -1 ? undefined : from + 1 + length)
    .join("\n")
    .trim();
}

function firstParagraph(text: string): string {
  return (text.split("\n\n")[0] ?? "").replaceAll("\n", " ");
}
