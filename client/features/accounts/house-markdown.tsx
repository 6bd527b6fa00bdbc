import type { ReactNode } from 'react';

type Block =
  { kind: 'heading'; text: string } | { kind: 'paragraph'; text: string } | { kind: 'list'; isOrdered: boolean; items: string[] };

const maxBlocks = 500;

/** The little Markdown that house documents use: headings, paragraphs, lists, bold. */
export function readBlocks(markdown: string): Block[] {
  const blocks: Block[] = [];
  for (const chunk of markdown.split(/\n{2,}/).slice(0, maxBlocks)) {
    const lines = chunk
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
    const [first] = lines;
    if (first === undefined) continue;
    const heading = /^#{1,6} +(.+)$/.exec(first);
    if (heading?.[1] !== undefined) blocks.push({ kind: 'heading', text: heading[1] });
    else if (/^(?:[-*]|\d+\.) /.test(first)) blocks.push({ kind: 'list', isOrdered: /^\d/.test(first), items: listItems(lines) });
    else blocks.push({ kind: 'paragraph', text: lines.join(' ') });
  }
  return blocks;
}

function listItems(lines: readonly string[]): string[] {
  const items: string[] = [];
  for (const line of lines) {
    const item = /^(?:[-*]|\d+\.) +(.*)$/.exec(line);
    if (item?.[1] !== undefined) items.push(item[1]);
    else items.push(`${items.pop() ?? ''} ${line}`.trim());
  }
  return items;
}

/** Bold is the only mark within a line; everything else is text, so a document cannot bring markup of its own. */
function inline(text: string): ReactNode[] {
  return text
    .split(/(\*\*[^*]+\*\*)/)
    .map((part, index) =>
      part.startsWith('**') && part.endsWith('**') && part.length > 4 ? <strong key={index}>{part.slice(2, -2)}</strong> : part,
    );
}

/** A house document, drawn from its Markdown by elements and never by HTML. */
export function HouseMarkdown({ markdown }: { markdown: string }) {
  return readBlocks(markdown).map((block, index) => {
    if (block.kind === 'heading') return <h3 key={index}>{inline(block.text)}</h3>;
    if (block.kind === 'paragraph') return <p key={index}>{inline(block.text)}</p>;
    const items = block.items.map((item, at) => <li key={at}>{inline(item)}</li>);
    return block.isOrdered ? <ol key={index}>{items}</ol> : <ul key={index}>{items}</ul>;
  });
}
