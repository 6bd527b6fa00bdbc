import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { documents } from '#shared/features/documents/contract.ts';
import type { LessonNode } from '#shared/features/documents/lesson-content.ts';
import type { Direction } from '#shared/kernel/fields.ts';
import { useHubQuery } from '#client/kernel/hub-query.ts';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { Button } from '#client/ui/button.tsx';
import { Skeleton } from '#client/ui/skeleton.tsx';
import { VisuallyHidden } from '#client/ui/visually-hidden.tsx';
import { diffRows, hasDifferences, type DiffRow, type ShownPiece } from './diff-rows.ts';
import { Failed } from './document-frame.tsx';
import { BlockFrame, Blocks, Inline } from './lesson-nodes.tsx';
import { LessonSheet } from './lesson-sheet.tsx';
import styles from './history.module.css';

interface ComparisonProps {
  documentId: string;
  from: string;
  /** Without it: what the lesson says now. */
  to?: string;
  language: string;
  fallback: Direction;
}

/** From one version to another or to now: what was added and removed, in the lesson's own form. */
export function Comparison({ documentId, from, to, language, fallback }: ComparisonProps) {
  const { t } = useTranslation('documents');
  const format = useFormat();
  const call = { documentId, versionId: from, ...(to !== undefined && { to }) };
  const { data, error, refetch } = useHubQuery(documents, 'compareVersions', call);
  if (error && !data) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton lines={[2, 1, 1, 1, 1]} />;
  const times = {
    from: format.dateTime(data.from.at),
    to: data.to ? format.dateTime(data.to.at) : t('history.now'),
  };
  return (
    <>
      <p className={styles.quiet}>{t('history.between', times)}</p>
      {hasDifferences(data.changes) ? (
        <LessonSheet language={language} fallback={fallback}>
          <Rows rows={diffRows(data.blocks, data.changes)} fallback={fallback} />
        </LessonSheet>
      ) : (
        <p>{t('history.same')}</p>
      )}
    </>
  );
}

interface RowsProps {
  rows: readonly DiffRow[];
  fallback: Direction;
}

function Rows({ rows, fallback }: RowsProps) {
  return rows.map((row, index) => {
    if (row.kind === 'same') return <Unchanged key={index} blocks={row.blocks} fallback={fallback} />;
    if (row.kind === 'changed') return <ChangedRow key={index} row={row} fallback={fallback} />;
    return (
      <MarkedBlock key={index} kind={row.kind} node={row.block} fallback={fallback}>
        {(block) => <Whole kind={row.kind}>{block}</Whole>}
      </MarkedBlock>
    );
  });
}

/** Shorter stretches are not worth a button. */
const minHidden = 3;

/** Long stretches without change are folded; one block at each end stays, to say where one is. */
function Unchanged({ blocks, fallback }: { blocks: readonly LessonNode[]; fallback: Direction }) {
  const { t, i18n } = useTranslation('documents');
  const [isOpen, setOpen] = useState(false);
  const hidden = blocks.length - 2;
  // What stands in a list cannot be folded: only its items may stand there.
  if (isOpen || hidden < minHidden || blocks[0]?.type === 'listItem') return <Blocks blocks={blocks} fallback={fallback} />;
  return (
    <>
      <Blocks blocks={blocks.slice(0, 1)} fallback={fallback} />
      <div className={styles.fold} lang={i18n.language} dir={i18n.dir()}>
        <Button look="quiet" icon="down" onClick={() => setOpen(true)}>
          {t('history.unchanged', { count: hidden })}
        </Button>
      </div>
      <Blocks blocks={blocks.slice(-1)} fallback={fallback} />
    </>
  );
}

type MarkKind = 'added' | 'removed' | 'changed' | 'moved';

/** A block with what happened to it in words; the colour at its side says it again. */
function Marked({ kind, note, children }: { kind: MarkKind; note?: string | undefined; children: ReactNode }) {
  const { t, i18n } = useTranslation('documents');
  return (
    <div className={`${styles.marked} ${styles[kind]}`} data-change={kind}>
      <p className={styles.tag}>
        <bdi lang={i18n.language} dir={i18n.dir()}>
          <strong>{t(`history.marks.${kind}`)}</strong>
          {note !== undefined && ` ${note}`}
        </bdi>
      </p>
      {children}
    </div>
  );
}

interface MarkedBlockProps {
  kind: MarkKind;
  note?: string | undefined;
  node: LessonNode;
  fallback: Direction;
  /** What the block shows, when it is not shown as it is. */
  content?: ReactNode;
  /** Wraps what is marked. */
  children?: (block: ReactNode) => ReactNode;
}

/** The mark stands around a block; of an item of a list, within it, since nothing else may stand in a list. */
function MarkedBlock({ kind, note, node, fallback, content, children = (block) => block }: MarkedBlockProps) {
  if (node.type !== 'listItem')
    return (
      <Marked kind={kind} note={note}>
        {children(
          <BlockFrame node={node} fallback={fallback}>
            {content}
          </BlockFrame>,
        )}
      </Marked>
    );
  return (
    <BlockFrame node={node} fallback={fallback}>
      <Marked kind={kind} note={note}>
        {children(content ?? <Blocks blocks={node.content ?? []} fallback={fallback} />)}
      </Marked>
    </BlockFrame>
  );
}

/** A block that came or went as a whole. */
function Whole({ kind, children }: { kind: 'added' | 'removed' | 'moved'; children: ReactNode }) {
  if (kind === 'moved') return children;
  const Tag = kind === 'added' ? 'ins' : 'del';
  return <Tag className={styles.whole}>{children}</Tag>;
}

function ChangedRow({ row, fallback }: { row: Extract<DiffRow, { kind: 'changed' }>; fallback: Direction }) {
  const { t } = useTranslation('documents');
  const content = row.rows ? <Rows rows={row.rows} fallback={fallback} /> : <Pieces pieces={row.pieces ?? []} />;
  const note = row.isFormatOnly ? t('history.formatOnly') : undefined;
  // Within a list or quote the items that changed are marked themselves.
  if (row.rows && !row.isMoved && !row.isFormatOnly)
    return (
      <BlockFrame node={row.block} fallback={fallback}>
        {content}
      </BlockFrame>
    );
  return <MarkedBlock kind={row.isMoved ? 'moved' : 'changed'} note={note} node={row.block} fallback={fallback} content={content} />;
}

/** Stretches within a block: each that came or went stands apart from the order of the text around it. */
function Pieces({ pieces }: { pieces: readonly ShownPiece[] }) {
  return pieces.map((piece, index) =>
    piece.kind === 'same' ? <Inline key={index} content={piece.content} /> : <ChangedPiece key={index} piece={piece} kind={piece.kind} />,
  );
}

function ChangedPiece({ piece, kind }: { piece: ShownPiece; kind: 'added' | 'removed' }) {
  const { t, i18n } = useTranslation('documents');
  const Tag = kind === 'added' ? 'ins' : 'del';
  const spoken = (text: string) => (
    <VisuallyHidden>
      <span lang={i18n.language}> {text} </span>
    </VisuallyHidden>
  );
  return (
    <Tag className={styles.piece}>
      {spoken(t(`history.spoken.${kind}`))}
      <Inline content={piece.content} />
      {spoken(t(`history.spoken.${kind}End`))}
    </Tag>
  );
}
