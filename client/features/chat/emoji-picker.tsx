import { useId, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from '@tanstack/react-query';
import { withSkinTone, type SkinTone } from '#shared/features/chat/emoji.ts';
import { directionOf } from '#shared/i18n/direction.ts';
import { useFormat, useLanguage, usePageDirection } from '#client/kernel/i18n-react.tsx';
import { browserDevice } from '#client/kernel/local-data.ts';
import { useSignedIn } from '#client/kernel/session.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { Icon } from '#client/ui/icon.tsx';
import { Skeleton } from '#client/ui/skeleton.tsx';
import { VisuallyHidden } from '#client/ui/visually-hidden.tsx';
import { emojiGroups, findEmoji, loadEmojiSet, searchEmoji, type EmojiGroup, type EmojiSet } from './emoji-data.ts';
import { gridStep } from './emoji-grid.ts';
import { EmojiShelf, withTone } from './emoji-shelf.tsx';
import { readHabits, withChosen, writeHabits, type EmojiHabits } from './emoji-habits.ts';
import styles from './emoji-picker.module.css';

export interface EmojiPickerProps {
  /** One emoji, with its skin tone. The owner closes the picker. */
  onPick: (emoji: string) => void;
  onClose: () => void;
}

type Shelf = 'recent' | EmojiGroup;
const signs: Record<EmojiGroup, string> = {
  smileys: '😀',
  people: '👋',
  animals: '🐱',
  food: '🍎',
  travel: '✈️',
  activities: '⚽',
  objects: '💡',
  symbols: '✅',
  flags: '🏁',
};

/** What the person chose last on this device; on a shared computer in this tab only. */
function useHabits() {
  const { session } = useSignedIn();
  const [storage] = useState(() => (session.isSharedComputer ? browserDevice().tab : browserDevice().local));
  const [habits, setHabits] = useState(() => readHabits(storage, session.userId));
  function keep(next: EmojiHabits): void {
    setHabits(next);
    writeHabits(storage, session.userId, next);
  }
  return { habits, keep };
}

function useEmojiSet() {
  const { language } = useLanguage();
  const format = useFormat();
  return useQuery({
    queryKey: ['emoji', language],
    queryFn: () => loadEmojiSet(language, format.country),
    staleTime: Infinity,
    retry: false,
  });
}

/** Emoji by kind, by word and by habit, from what came with the hub: nothing is asked of anybody else. */
export default function EmojiPicker({ onPick, onClose }: EmojiPickerProps) {
  const { t } = useTranslation('composing');
  const { data, isPending, refetch } = useEmojiSet();
  return (
    <Dialog open onClose={onClose} title={t('emoji.title')}>
      {isPending && <Skeleton lines={[3, 3, 12]} />}
      {data && <Shelves set={data} onPick={onPick} />}
      {!data && !isPending && (
        <ErrorNote code="common/unreachable" onRetry={() => void refetch()}>
          {t('emoji.failed')}
        </ErrorNote>
      )}
    </Dialog>
  );
}

function Shelves({ set, onPick }: { set: EmojiSet; onPick: EmojiPickerProps['onPick'] }) {
  const { t } = useTranslation('composing');
  const { habits, keep } = useHabits();
  const [asked, setAsked] = useState('');
  const [shelf, setShelf] = useState<Shelf>(habits.recent.length > 0 ? 'recent' : 'smileys');
  // Of the recent ones as they were when the picker was opened: nothing moves under the finger.
  const [recent] = useState(() => habits.recent.map((emoji) => ({ emoji, name: nameOf(set, emoji), words: [], hasTones: false })));
  const isSearch = asked.trim() !== '';
  const entries = isSearch ? searchEmoji(set, asked) : shelf === 'recent' ? recent : set[shelf];
  const label = isSearch ? t('emoji.results') : shelf === 'recent' ? t('emoji.recent') : t(`emoji.group.${shelf}`);

  function pick(emoji: string): void {
    keep(withChosen(habits, emoji));
    onPick(emoji);
  }
  return (
    <div className={styles.picker}>
      <SearchField asked={asked} onAsk={setAsked} onEnter={() => entries[0] && isSearch && pick(withTone(entries[0], habits.tone))} />
      {!isSearch && <ShelfTabs shelf={shelf} onChange={setShelf} />}
      <EmojiShelf key={isSearch ? 'search' : shelf} label={label} entries={entries} tone={habits.tone} onPick={pick} />
      <p role="status" className={styles.outcome}>
        {isSearch ? t('emoji.found', { count: entries.length }) : entries.length === 0 && t('emoji.noRecent')}
      </p>
      <Tones tone={habits.tone} onChange={(tone) => keep({ ...habits, tone })} />
    </div>
  );
}

const modifiers = /[\u{1F3FB}-\u{1F3FF}]/gu;
/** Of one with a skin tone: that of the same without. */
function nameOf(set: EmojiSet, emoji: string): string {
  const bare = emoji.replace(modifiers, '');
  return (findEmoji(set, emoji) ?? findEmoji(set, bare) ?? findEmoji(set, `${bare}\uFE0F`))?.name ?? emoji;
}

function SearchField({ asked, onAsk, onEnter }: { asked: string; onAsk: (text: string) => void; onEnter: () => void }) {
  const { t } = useTranslation('composing');
  const pageDirection = usePageDirection();
  return (
    <div className={styles.search}>
      <Icon name="search" />
      <input
        type="text"
        className={styles.input}
        aria-label={t('emoji.search')}
        placeholder={t('emoji.placeholder')}
        autoComplete="off"
        enterKeyHint="search"
        dir={directionOf(asked, pageDirection)}
        value={asked}
        onChange={(event) => onAsk(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
          event.preventDefault();
          onEnter();
        }}
      />
    </div>
  );
}

const shelves: readonly Shelf[] = ['recent', ...emojiGroups];

function ShelfTabs({ shelf, onChange }: { shelf: Shelf; onChange: (shelf: Shelf) => void }) {
  const { t } = useTranslation('composing');
  const isRtl = usePageDirection() === 'rtl';
  const row = useRef<HTMLDivElement>(null);
  const index = shelves.indexOf(shelf);

  function onKeyDown(event: KeyboardEvent): void {
    const next = gridStep(event.key, { index, count: shelves.length, columns: shelves.length, isRtl });
    const wanted = next === undefined ? undefined : shelves[next];
    if (wanted === undefined) return;
    event.preventDefault();
    onChange(wanted);
    row.current?.querySelectorAll<HTMLElement>('button')[next ?? 0]?.focus();
  }
  return (
    <div ref={row} role="tablist" aria-label={t('emoji.groups')} className={styles.tabs} onKeyDown={onKeyDown}>
      {shelves.map((name) => {
        const label = name === 'recent' ? t('emoji.recent') : t(`emoji.group.${name}`);
        return (
          <button
            key={name}
            type="button"
            role="tab"
            className={styles.tab}
            aria-selected={name === shelf}
            aria-label={label}
            title={label}
            tabIndex={name === shelf ? 0 : -1}
            onClick={() => onChange(name)}
          >
            <span aria-hidden="true">{name === 'recent' ? <Icon name="clock" /> : signs[name]}</span>
          </button>
        );
      })}
    </div>
  );
}

const tones: readonly SkinTone[] = [0, 1, 2, 3, 4, 5];

function Tones({ tone, onChange }: { tone: SkinTone; onChange: (tone: SkinTone) => void }) {
  const { t } = useTranslation('composing');
  const id = useId();
  return (
    <fieldset className={styles.tones}>
      <legend className={styles.tonesLabel}>{t('emoji.tone')}</legend>
      {tones.map((value) => (
        <label key={value} className={styles.tone} title={t(`emoji.tones.t${value}`)}>
          <input type="radio" name={id} checked={value === tone} onChange={() => onChange(value)} />
          <span aria-hidden="true">{withSkinTone('✋', value)}</span>
          <VisuallyHidden>{t(`emoji.tones.t${value}`)}</VisuallyHidden>
        </label>
      ))}
    </fieldset>
  );
}
