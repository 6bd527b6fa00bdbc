import { useState } from 'react';
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

function Rows({ rows, fallback }: { rows: readonly DiffRow[]; fallback: Direction }) {
  return rows.map((row, index) => {
    if (row.kind === 'same') return <Unchanged key={index} blocks={row.blocks} fallback={fallback} />;
    if (row.kind === 'changed') return <ChangedRow key={index} row={row} fallback={fallback} />;
    return (
      <Marked key={index} kind={row.kind}>
        {row.kind === 'moved' ? (
          <Blocks blocks={[row.block]} fallback={fallback} />
        ) : (
          <Whole kind={row.kind} block={row.block} fallback={fallback} />
        )}
      </Marked>
    );
  });
}

/** Long stretches without change are folded; one block at each end stays, to say where one is. */
function Unchanged({ blocks, fallback }: { blocks: readonly LessonNode[]; fallback: Direction }) {
  const { t } = useTranslation('documents');
  const [isOpen, setOpen] = useState(false);
  if (isOpen || blocks.length <= 3) return <Blocks blocks={blocks} fallback={fallback} />;
  return (
    <>
      <Blocks blocks={blocks.slice(0, 1)} fallback={fallback} />
      <div className={styles.fold}>
        <Button look="quiet" icon="down" onClick={() => setOpen(true)}>
          {t('history.unchanged', { count: blocks.length - 2 })}
        </Button>
      </div>
      <Blocks blocks={blocks.slice(-1)} fallback={fallback} />
    </>
  );
}

/** A block with what happened to it in words; the colour at its side says it again. */
function Marked({ kind, children }: { kind: 'added' | 'removed' | 'changed' | 'moved'; children: React.ReactNode }) {
  const { t, i18n } = useTranslation('documents');
  return (
    <div className={`${styles.marked} ${styles[kind]}`} data-change={kind}>
      <span className={styles.tag} lang={i18n.language} dir={i18n.dir()}>
        {t(`history.marks.${kind}`)}
      </span>
      {children}
    </div>
  );
}

/** A block that came or went as a whole. */
function Whole({ kind, block, fallback }: { kind: 'added' | 'removed'; block: LessonNode; fallback: Direction }) {
  const Tag = kind === 'added' ? 'ins' : 'del';
  return (
    <Tag className={styles.whole}>
      <Blocks blocks={[block]} fallback={fallback} />
    </Tag>
  );
}

function ChangedRow({ row, fallback }: { row: Extract<DiffRow, { kind: 'changed' }>; fallback: Direction }) {
  const { t, i18n } = useTranslation('documents');
  return (
    <Marked kind={row.isMoved ? 'moved' : 'changed'}>
      {row.isFormatOnly && (
        <span className={styles.formatOnly} lang={i18n.language} dir={i18n.dir()}>
          {t('history.formatOnly')}
        </span>
      )}
      <BlockFrame node={row.block} fallback={fallback}>
        {row.rows ? <Rows rows={row.rows} fallback={fallback} /> : <Pieces pieces={row.pieces ?? []} />}
      </BlockFrame>
    </Marked>
  );
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
