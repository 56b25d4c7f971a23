/**
 * Would Python's base64.decodebytes take this text of a `!!binary`? (binascii.a2b_base64, not strict:
 * other characters are skipped, and enough padding ends it.)
 */
export function isBase64(text: string): boolean {
  let digits = 0;
  let pads = 0;
  for (const character of text) {
    if (character === "=") {
      pads++;
      if (digits % 4 >= 2 && (digits % 4) + pads >= 4) return true;
    } else if (/[A-Za-z0-9+/]/.test(character)) {
      digits++;
      pads = 0;
    } else if (character > "\x7f") return false;
  }
  return digits % 4 === 0;
}
