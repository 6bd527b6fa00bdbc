import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoomItem } from '#shared/features/chat/contract.ts';
import { codePointCount } from '#shared/i18n/text.ts';
import { useAnnouncer } from '#client/ui/announcer.tsx';
import { EmptyState } from '#client/ui/empty-state.tsx';
import { TextField } from '#client/ui/text-field.tsx';
import { askedWords, excerpt } from './highlight.ts';
import { ItemHead, ItemLink, ItemWords, More, PanelItems, type PanelListProps } from './panel-list.tsx';
import { SidePanel } from './side-panel.tsx';
import { useItemPages } from './use-item-pages.ts';
import styles from './panel-list.module.css';

/** As many as the hub takes. */
const maxCharacters = 100;
/** A pause this long while writing is a question. */
const pauseMs = 450;
const fieldLimits = { maxCharacters, autoComplete: 'off' } as const;

/** What is asked of the hub for what stands in the field: undefined while it is too little, or too long. */
function questionOf(text: string): string | undefined {
  const words = text.trim();
  if (words.length > maxCharacters) return undefined;
  // One letter would find half the room.
  return askedWords(words).some((word) => codePointCount(word) > 1) ? words : undefined;
}

/** Search in one room: the newest first, with the words marked. */
export default function SearchPanel(props: PanelListProps) {
  const { t } = useTranslation('panels');
  const field = useRef<HTMLInputElement>(null);
  const { text, setText, question, ask } = useQuestion(props.side.words);
  return (
    <SidePanel
      side={props.side}
      title={t('search.title')}
      start={field}
      top={
        <form
          role="search"
          onSubmit={(event) => {
            event.preventDefault();
            ask();
          }}
        >
          <TextField ref={field} kind="search" label={t('search.label')} value={text} onChange={setText} {...fieldLimits} />
        </form>
      }
    >
      {question === undefined ? (
        <p className={styles.hint}>{t('search.hint')}</p>
      ) : (
        <Results key={question} {...props} question={question} />
      )}
    </SidePanel>
  );
}

/** What stands in the field, and what is asked: after a pause in writing, or by Enter. */
function useQuestion(kept: { current: string }) {
  const [text, setText] = useState(kept.current);
  const [question, setQuestion] = useState(() => questionOf(text));
  useEffect(() => {
    kept.current = text;
    const timer = setTimeout(() => setQuestion(questionOf(text)), pauseMs);
    return () => clearTimeout(timer);
  }, [text, kept]);
  return { text, setText, question, ask: () => setQuestion(questionOf(text)) };
}

function Results({ question, ...props }: PanelListProps & { question: string }) {
  const { t } = useTranslation('panels');
  const list = useItemPages('searchMessages', { roomId: props.desk.roomId, words: question });
  useAnnouncedCount(list.items?.length, list.hasMore);
  return (
    <>
      <PanelItems
        label={t('search.results')}
        items={list.items}
        error={list.error}
        onRetry={list.again}
        empty={list.hasMore ? null : <EmptyState icon="search">{t('search.empty')}</EmptyState>}
      >
        {(item) => <Result key={item.seq} {...props} item={item} question={question} />}
      </PanelItems>
      <More {...list} />
    </>
  );
}

function useAnnouncedCount(count: number | undefined, hasMore: boolean): void {
  const { t } = useTranslation('panels');
  const { announceState } = useAnnouncer();
  useEffect(() => {
    if (count !== undefined) announceState({ text: hasMore ? t('search.foundMore', { count }) : t('search.found', { count }) });
  }, [count, hasMore, announceState, t]);
}

function Result({ item, question, ...props }: PanelListProps & { item: RoomItem; question: string }) {
  const { t } = useTranslation('panels');
  const { desk } = props;
  return (
    <li className={styles.item} data-found={item.seq}>
      <ItemLink {...props} item={item}>
        <ItemHead desk={desk} item={item} at={item.at} />
        <ItemWords desk={desk} item={item}>
          {(words) => excerpt(words, question).map((piece, index) => (piece.isMatch ? <mark key={index}>{piece.text}</mark> : piece.text))}
        </ItemWords>
        {item.thread !== undefined && <span className={styles.meta}>{t('search.inThread')}</span>}
      </ItemLink>
    </li>
  );
}
