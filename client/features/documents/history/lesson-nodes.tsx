import { createElement, Fragment, type ReactNode } from 'react';
import type { LessonMark, LessonNode } from '#shared/features/documents/lesson-content.ts';
import { isTextBlock, plainTextOf } from '#shared/features/documents/lesson-content.ts';
import { isSafeHref } from '#shared/features/documents/safe-href.ts';
import { directionOf } from '#shared/i18n/direction.ts';
import type { Direction } from '#shared/kernel/fields.ts';

/** The page itself has the h1. */
const headings = ['h2', 'h3', 'h4'] as const;

function tagOf({ type, attrs }: Pick<LessonNode, 'type' | 'attrs'>): string {
  switch (type) {
    case 'heading':
      return headings[Number(attrs?.['level'] ?? 1) - 1] ?? 'h4';
    case 'bulletList':
      return 'ul';
    case 'orderedList':
      return 'ol';
    case 'listItem':
      return 'li';
    case 'blockquote':
      return 'blockquote';
    case 'horizontalRule':
      return 'hr';
    default:
      return 'p';
  }
}

/** The author's choice, else what the words say. */
function directionOfBlock(node: LessonNode, fallback: Direction): Direction | undefined {
  const chosen = node.attrs?.['dir'];
  if (chosen === 'ltr' || chosen === 'rtl') return chosen;
  return node.type === 'listItem' ? undefined : directionOf(plainTextOf(node), fallback);
}

function marked(content: ReactNode, { type, attrs }: LessonMark): ReactNode {
  if (type === 'bold') return <strong>{content}</strong>;
  if (type === 'italic') return <em>{content}</em>;
  if (type === 'code') return <code>{content}</code>;
  const href = attrs?.['href'];
  if (type !== 'link' || !isSafeHref(href)) return content;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {content}
    </a>
  );
}

/** Words and line breaks of a block. */
export function Inline({ content }: { content: readonly LessonNode[] }) {
  return content.map((node, index) => (
    <Fragment key={index}>
      {node.text === undefined ? <br /> : (node.marks ?? []).reduce<ReactNode>((inner, mark) => marked(inner, mark), node.text)}
    </Fragment>
  ));
}

interface BlockFrameProps {
  node: LessonNode;
  fallback: Direction;
  className?: string | undefined;
  /** In place of what is in the block. */
  children?: ReactNode;
}

/** One block as the lesson shows it, with other content where a comparison or the authors are shown. */
export function BlockFrame({ node, fallback, className, children }: BlockFrameProps) {
  const tag = tagOf(node);
  const about = {
    dir: directionOfBlock(node, fallback),
    className,
    ...(tag === 'ol' && node.attrs?.['start'] !== undefined && { start: Number(node.attrs['start']) }),
  };
  return tag === 'hr' ? createElement(tag, about) : createElement(tag, about, children ?? <BlockContent node={node} fallback={fallback} />);
}

function BlockContent({ node, fallback }: { node: LessonNode; fallback: Direction }) {
  const content = node.content ?? [];
  if (!isTextBlock(node)) return <Blocks blocks={content} fallback={fallback} />;
  return content.length === 0 ? <br /> : <Inline content={content} />;
}

/** Blocks of a lesson, for reading. */
export function Blocks({ blocks, fallback }: { blocks: readonly LessonNode[]; fallback: Direction }) {
  return blocks.map((node, index) => <BlockFrame key={index} node={node} fallback={fallback} />);
}
