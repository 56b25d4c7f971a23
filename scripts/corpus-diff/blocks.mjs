/**
 * @typedef {{line: number, lines: readonly string[]}} Block what a diff does in one place: `line` is that of
 *   the old text from which on it holds; `lines` are the removed and added ones, each with its `-` or `+`
 */

/**
 * The places that a unified diff changes. Context is left out, so that a change nearby does not make another
 * one look new.
 *
 * @param {string} diff of one file
 * @returns {Block[]}
 */
export function blocksOf(diff) {
  const blocks = [];
  let line = 0;
  let open;
  for (const text of diff.split("\n")) {
    const heading = /^@@ -(\d+)(?:,(\d+))? \+\d+(?:,\d+)? @@/.exec(text);
    if (heading !== null) {
      // A range of no lines names the line before it.
      line = Number(heading[1]) + (heading[2] === "0" ? 1 : 0);
      open = undefined;
    } else if (line > 0 && /^[-+]/.test(text)) {
      if (open === undefined) {
        open = { line, lines: [] };
        blocks.push(open);
      }
      open.lines.push(text);
      if (text.startsWith("-")) line++;
    } else if (text.startsWith(" ")) {
      line++;
      open = undefined;
    }
  }
  return blocks;
}

/** The lines of the old text that a block takes away; for one that only adds, the place between two lines. */
function rangeOf({ line, lines }) {
  const removed = lines.filter((text) => text.startsWith("-")).length;
  return { start: line, end: line + Math.max(removed, 1) };
}

function overlaps(a, b) {
  const [x, y] = [rangeOf(a), rangeOf(b)];
  return x.start < y.end && y.start < x.end;
}

/**
 * What two diffs of one file do otherwise.
 *
 * @param {Block[]} before
 * @param {Block[]} after
 * @returns {{lost: Block[], gained: Block[], changed: [Block, Block][]}}
 */
export function compareBlocks(before, after) {
  const key = (block) => JSON.stringify(block);
  const [old, now] = [new Set(before.map(key)), new Set(after.map(key))];
  const lost = before.filter((block) => !now.has(key(block)));
  const gained = after.filter((block) => !old.has(key(block)));
  const changed = [];
  for (const block of [...lost]) {
    const twin = gained.find((each) => overlaps(block, each));
    if (twin === undefined) continue;
    changed.push([block, twin]);
    lost.splice(lost.indexOf(block), 1);
    gained.splice(gained.indexOf(twin), 1);
  }
  return { lost, gained, changed };
}
