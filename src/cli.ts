#!/usr/bin/env node
import { VERSION } from "./version.js";

// The two calls that must cost nothing load nothing.
const [first, ...others] = process.argv.slice(2);
if (first === "--version" && others.length === 0) {
  process.stdout.write(`${VERSION}\n`);
} else {
  const { main } = await import("./cli/main.js");
  process.exitCode = await main(process.argv.slice(2));
}
