/** A piece of a message: words, or an address that may be opened. */
export type Piece = { text: string; href?: string };

const address = /https?:\/\/[^\s<>"«»]+/gi;
/** Marks that end a sentence around an address rather than belong to it. */
const trailing = /[.,;:!?،؛؟…'"”’)\]}]+$/u;
/** A message of addresses alone would otherwise make thousands of elements. */
const maxLinks = 50;

function splitEnd(found: string): string {
  const end = trailing.exec(found)?.[0] ?? '';
  // «(https://example.org/a_(b))»: a bracket that was opened inside the address closes inside it.
  if (end.startsWith(')') && found.slice(0, -end.length).includes('(')) return found.slice(0, found.length - end.length + 1);
  return found.slice(0, found.length - end.length);
}

function hrefOf(candidate: string): string | undefined {
  try {
    const url = new URL(candidate);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : undefined;
  } catch {
    return undefined;
  }
}

/** Splits a text at the web addresses in it. Nothing is fetched; only http and https become links. */
export function linkify(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  let links = 0;
  for (const match of text.matchAll(address)) {
    const shown = splitEnd(match[0]);
    const href = hrefOf(shown);
    if (href === undefined || links === maxLinks) continue;
    links += 1;
    if (match.index > from) pieces.push({ text: text.slice(from, match.index) });
    pieces.push({ text: shown, href });
    from = match.index + shown.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from) });
  return pieces;
}
