import { Fragment, memo, useMemo, type ReactNode } from 'react';
import { parseMessage, type Block, type Inline, type NameOf } from '#shared/features/chat/formatting.ts';
import type { Mention } from '#shared/features/chat/mentions.ts';
import { directionOf } from '#shared/i18n/direction.ts';
import type { Direction } from '#shared/kernel/fields.ts';
import { classNames } from '#client/ui/class-names.ts';
import { Ltr } from '#client/ui/text.tsx';
import styles from './formatted-text.module.css';

interface FormattedTextProps {
  /** As it is stored. */
  text: string;
  /** As it is stored: above what the words say, since the author may have turned it. */
  direction: Direction;
  /** BCP 47 of a run of words that goes this way, so that the screen reader changes its voice within a message too. */
  languageOf: (text: string, direction: Direction) => string | undefined;
  nameOf: NameOf;
  /** The reader herself, her role, or the space she is in. */
  isYou: (mention: Mention) => boolean;
  /** The row the Tab key stops at, so that its links can be reached. */
  isStop: boolean;
}

type Context = Omit<FormattedTextProps, 'text'> & { isTurned: boolean };

/** A message with its bold, code, quotations, lists, links and mentions; each block runs its own way. */
export const FormattedText = memo(function FormattedText({ text, ...rest }: FormattedTextProps) {
  const blocks = useMemo(() => parseMessage(text), [text]);
  const context = { ...rest, isTurned: directionOf(text, rest.direction) !== rest.direction };
  return <div className={styles.text}>{blocks.map((block, index) => blockOf(block, index, context))}</div>;
});

function wordsOf(inlines: readonly Inline[]): string {
  return inlines.map((inline) => (inline.kind === 'bold' ? wordsOf(inline.children) : inline.kind === 'text' ? inline.text : ' ')).join('');
}

/** Where one's words run; where the author turned the message, all of it is turned. */
function runOf(words: string, context: Context): { dir: Direction; lang: string | undefined } {
  const dir = context.isTurned ? context.direction : directionOf(words, context.direction);
  return { dir, lang: context.languageOf(words, dir) };
}

function blockOf(block: Block, key: number, context: Context): ReactNode {
  switch (block.kind) {
    case 'paragraph':
      return <Paragraph key={key} lines={block.lines} context={context} />;
    case 'code':
      return (
        <pre key={key} className={styles.code} dir="ltr">
          <code>{block.text}</code>
        </pre>
      );
    case 'quote':
      return <Quote key={key} blocks={block.blocks} context={context} />;
    case 'list':
      return <List key={key} list={block} context={context} />;
  }
}

/** Beyond it a message that changes its direction in every line keeps that of the last. */
const maxRuns = 60;

/** Lines that run one way stand together; a line in the other direction stands apart, aligned by its own words. */
function Paragraph({ lines, context }: { lines: readonly Inline[][]; context: Context }) {
  const runs: { dir: Direction; lang: string | undefined; lines: Inline[][] }[] = [];
  for (const line of lines) {
    const run = runOf(wordsOf(line), context);
    const last = runs.at(-1);
    if (last && (last.dir === run.dir || runs.length === maxRuns)) last.lines.push(line);
    else runs.push({ ...run, lines: [line] });
  }
  return (
    <div className={styles.paragraph}>
      {runs.map((run, index) => (
        <p key={index} className={styles.lines} dir={run.dir} lang={run.lang}>
          {run.lines.map((line, position) => (
            <Fragment key={position}>
              {position > 0 && '\n'}
              {inlinesOf(line, context)}
            </Fragment>
          ))}
        </p>
      ))}
    </div>
  );
}

function wordsOfBlock(block: Block): string {
  if (block.kind === 'paragraph') return block.lines.map(wordsOf).join('\n');
  if (block.kind === 'list') return block.items.map(({ children }) => wordsOf(children)).join('\n');
  return block.kind === 'quote' ? block.blocks.map(wordsOfBlock).join('\n') : '';
}

function Quote({ blocks, context }: { blocks: readonly Block[]; context: Context }) {
  // The bar stands on the side where what is quoted begins.
  const { dir, lang } = runOf(blocks.map(wordsOfBlock).join('\n'), context);
  return (
    <blockquote className={classNames(styles.quote, styles.text)} dir={dir} lang={lang}>
      {blocks.map((block, index) => blockOf(block, index, context))}
    </blockquote>
  );
}

/** The numbers are those that were typed, in their digits: a list that begins with 3 is not counted anew. */
function List({ list, context }: { list: Extract<Block, { kind: 'list' }>; context: Context }) {
  const Tag = list.isOrdered ? 'ol' : 'ul';
  const { dir } = runOf(wordsOfBlock(list), context);
  return (
    // A list without marks of the browser's own is no list to Safari's screen reader.
    <Tag role="list" className={styles.list} dir={dir}>
      {list.items.map(({ marker, number, children }, index) => {
        const run = runOf(wordsOf(children), context);
        return (
          <li key={index} value={number} className={styles.item} dir={run.dir} lang={run.lang}>
            <span className={styles.marker} aria-hidden={number === undefined}>
              {number === undefined ? '•' : marker}
            </span>
            <span className={styles.itemText}>{inlinesOf(children, context)}</span>
          </li>
        );
      })}
    </Tag>
  );
}

function inlinesOf(inlines: readonly Inline[], context: Context): ReactNode {
  return inlines.map((inline, index) => <Fragment key={index}>{inlineOf(inline, context)}</Fragment>);
}

function inlineOf(inline: Inline, context: Context): ReactNode {
  switch (inline.kind) {
    case 'text':
      return inline.text;
    case 'bold':
      return <strong className={styles.bold}>{inlinesOf(inline.children, context)}</strong>;
    case 'code':
      return (
        <bdi dir="ltr">
          <code className={styles.inlineCode}>{inline.text}</code>
        </bdi>
      );
    case 'link':
      return (
        <a href={inline.href} target="_blank" rel="noopener noreferrer nofollow" tabIndex={context.isStop ? 0 : -1}>
          <Ltr>{inline.text}</Ltr>
        </a>
      );
    case 'mention':
      return <MentionChip mention={inline.mention} context={context} />;
  }
}

/** A person's leads to her page. */
function MentionChip({ mention, context }: { mention: Mention; context: Context }) {
  const className = classNames(styles.mention, context.isYou(mention) && styles.you);
  const name = <bdi>@{context.nameOf(mention)}</bdi>;
  if (mention.kind !== 'person') return <span className={className}>{name}</span>;
  return (
    <a href={`/people/${mention.id}`} className={className} tabIndex={context.isStop ? 0 : -1}>
      {name}
    </a>
  );
}
