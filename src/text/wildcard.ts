/**
 * Matches pieces of a pattern against a whole text, without regular expressions: at most pieces x text steps,
 * whatever a config or a repository asks for.
 *
 * @param isStar is the piece one that takes any run of characters?
 * @param takes does a piece that is no star take this character?
 */
export function matchesPieces<Piece>(
  pieces: ArrayLike<Piece>,
  text: string,
  isStar: (piece: Piece) => boolean,
  takes: (piece: Piece, character: string) => boolean,
): boolean {
  let at = 0;
  let offset = 0;
  // Where to go on when the pieces after the last star fail: that star then takes one character more. Earlier
  // stars never need to: what they could give, the last one can take.
  let star = -1;
  let resume = 0;
  while (offset < text.length) {
    const piece = at < pieces.length ? pieces[at] : undefined;
    if (piece !== undefined && isStar(piece)) {
      star = at++;
      resume = offset;
    } else if (piece !== undefined && takes(piece, text.charAt(offset))) {
      at++;
      offset++;
    } else if (star !== -1) {
      at = star + 1;
      offset = ++resume;
    } else return false;
  }
  for (let piece = pieces[at]; piece !== undefined && isStar(piece); piece = pieces[++at]);
  return at === pieces.length;
}

function isStar(character: string): boolean {
  return character === "*";
}

function takes(character: string, other: string): boolean {
  return character === "?" || character === other;
}

/** Does a pattern with `*` (any run of characters) and `?` (any one) match the whole text? */
export function matchesWildcard(pattern: string, text: string): boolean {
  return matchesPieces(pattern, text, isStar, takes);
}
