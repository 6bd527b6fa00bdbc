/** A piece of a message: words, or an address that may be opened. */
export type Piece = { text: string; href?: string };

/** What may be an address, up to the next space or quotation mark; `linkAt` says how much of it is one. */
export const addressSource = 'https?://[^\\s<>"«»]+';
/** Marks that end a sentence or an emphasis around an address rather than belong to it. */
const trailing = new Set('.,;:!?،؛؟…\'"”’)]}*');
/** A message of addresses alone would otherwise make thousands of elements. */
export const maxLinks = 50;

function withoutEnd(found: string): string {
  let end = found.length;
  while (end > 0 && trailing.has(found.charAt(end - 1))) end -= 1;
  // «(https://example.org/a_(b))»: a bracket that was opened inside the address closes inside it.
  return found.charAt(end) === ')' && found.slice(0, end).includes('(') ? found.slice(0, end + 1) : found.slice(0, end);
}

function hrefOf(candidate: string): string | undefined {
  try {
    const url = new URL(candidate);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : undefined;
  } catch {
    return undefined;
  }
}

/** The address at the start of what `addressSource` found; only http and https. */
export function linkAt(found: string): { text: string; href: string } | undefined {
  const text = withoutEnd(found);
  const href = hrefOf(text);
  return href === undefined ? undefined : { text, href };
}

/** Splits a text at the web addresses in it. Nothing is fetched; only http and https become links. */
export function linkify(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  let links = 0;
  for (const match of text.matchAll(new RegExp(addressSource, 'gi'))) {
    const link = linkAt(match[0]);
    if (link === undefined || links === maxLinks) continue;
    links += 1;
    if (match.index > from) pieces.push({ text: text.slice(from, match.index) });
    pieces.push(link);
    from = match.index + link.text.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from) });
  return pieces;
}
