import { useId, useRef, useState, type KeyboardEvent } from 'react';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { spaces, type Space } from '#shared/features/spaces/contract.ts';
import { directionOf } from '#shared/i18n/direction.ts';
import { directionOfLanguage } from '#shared/i18n/languages.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { hubQuery } from '#client/kernel/hub-query.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { usePageDirection } from '#client/kernel/i18n-react.tsx';
import { useRouter } from '#client/kernel/router.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { Icon } from '#client/ui/icon.tsx';
import { optionKey } from '#client/ui/option-keys.ts';
import { Skeleton } from '#client/ui/skeleton.tsx';
import { Muted, UserText } from '#client/ui/text.tsx';
import { VisuallyHidden } from '#client/ui/visually-hidden.tsx';
import { findTargets, targetsOf, type SwitcherTarget } from './switcher-targets.ts';
import styles from './quick-switcher.module.css';

/** Rooms are asked for space by space; whoever is in more spaces finds the rest by the space. */
const maxSpacesOpened = 30;

function useTargets(currentPath: string) {
  const hub = useHub();
  const list = useQuery(hubQuery(hub, spaces, { operation: 'listSpaces', input: { limit: 100 } }));
  const mine = (list.data?.items ?? []).filter(({ myRole, isArchived }) => myRole !== undefined && !isArchived);
  const opened = useQueries({
    queries: mine.slice(0, maxSpacesOpened).map(({ id }) => hubQuery(hub, spaces, { operation: 'getSpace', input: { spaceId: id } })),
  });
  const known = new Map<string, Space>(opened.flatMap(({ data }) => (data ? [[data.id, data]] : [])));
  return { list, targets: targetsOf(mine, known, currentPath), isComplete: opened.every(({ isPending }) => !isPending) };
}

/** Ctrl+K or ⌘K: to a room or space by a part of its name. */
export default function QuickSwitcher({ onClose, onShowKeys }: { onClose: () => void; onShowKeys: () => void }) {
  const { t, i18n } = useTranslation('switcher');
  const { place } = useRouter();
  const { list, targets, isComplete } = useTargets(place.path);
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('title')}
      actions={
        <button type="button" className={styles.keys} onClick={onShowKeys}>
          {t('showKeys')}
        </button>
      }
    >
      {list.error && (
        <ErrorNote code={errorCode(list.error)} onRetry={() => void list.refetch()}>
          {errorMessage(i18n, list.error)}
        </ErrorNote>
      )}
      <Search targets={targets} isPending={list.isPending} isComplete={isComplete} onClose={onClose} />
    </Dialog>
  );
}

interface SearchProps {
  targets: readonly SwitcherTarget[];
  isPending: boolean;
  isComplete: boolean;
  onClose: () => void;
}

/** What is asked, what fits it, and which of it the keys stand on. */
function useSearch(targets: readonly SwitcherTarget[], onClose: () => void) {
  const { navigate } = useRouter();
  const list = useRef<HTMLUListElement>(null);
  const [asked, setAsked] = useState('');
  const [wanted, setActive] = useState(0);
  const found = findTargets(targets, asked);
  const active = Math.min(wanted, found.length - 1);

  function ask(text: string): void {
    setAsked(text);
    setActive(0);
  }
  function choose(target: SwitcherTarget | undefined): void {
    if (!target) return;
    onClose();
    navigate(target.path);
  }
  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    const step = optionKey(event.nativeEvent, { count: found.length, active });
    // Escape is the dialog's own.
    if (!step || step.do === 'close') return;
    event.preventDefault();
    if (step.do === 'choose') return choose(found[active]);
    setActive(step.to);
    list.current?.children[step.to]?.scrollIntoView({ block: 'nearest' });
  }
  return { list, asked, ask, found, active, choose, onKeyDown };
}

/** The dialog looks for this attribute when it opens; React would only call `focus()`, before the dialog is there. */
function startHere(field: HTMLInputElement | null): void {
  field?.setAttribute('autofocus', '');
}

/** A combobox: the caret stays in the field, the arrow keys move the choice below it. */
function Search({ targets, isPending, isComplete, onClose }: SearchProps) {
  const { t } = useTranslation('switcher');
  const pageDirection = usePageDirection();
  const id = useId();
  const { list, asked, ask, found, active, choose, onKeyDown } = useSearch(targets, onClose);
  return (
    <div className={styles.search}>
      <input
        type="text"
        role="combobox"
        className={styles.input}
        aria-label={t('label')}
        aria-expanded={found.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
        autoComplete="off"
        ref={startHere}
        enterKeyHint="go"
        placeholder={t('placeholder')}
        dir={directionOf(asked, pageDirection)}
        value={asked}
        onChange={(event) => ask(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {isPending && <Skeleton lines={[2.5, 2.5, 2.5]} />}
      <ul ref={list} id={`${id}-list`} role="listbox" aria-label={t('label')} className={styles.list}>
        {found.map((target, index) => (
          <Option key={`${target.kind} ${target.id}`} id={`${id}-${index}`} target={target} isActive={index === active} onChoose={choose} />
        ))}
      </ul>
      {!isPending && <Outcome count={found.length} hasTargets={targets.length > 0} isComplete={isComplete} />}
    </div>
  );
}

/** How many were found, for the ear; that there are none, for the eye too. */
function Outcome({ count, hasTargets, isComplete }: { count: number; hasTargets: boolean; isComplete: boolean }) {
  const { t } = useTranslation(['switcher', 'common']);
  const text = !hasTargets ? t('switcher:noSpaces') : isComplete ? t('common:states.nothingFound') : t('common:states.loading');
  return (
    <p role="status" className={styles.nothing}>
      {count > 0 ? <VisuallyHidden>{t('switcher:found', { count })}</VisuallyHidden> : text}
    </p>
  );
}

interface OptionProps {
  id: string;
  target: SwitcherTarget;
  isActive: boolean;
  onChoose: (target: SwitcherTarget) => void;
}

function Option({ id, target, isActive, onChoose }: OptionProps) {
  const { t } = useTranslation('switcher');
  const { kind, name, language, within, isAnnouncements } = target;
  return (
    <li
      id={id}
      role="option"
      aria-selected={isActive}
      className={styles.option}
      // The field keeps the focus, and with it the keyboard of a phone.
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onChoose(target)}
    >
      <Icon name={kind === 'space' ? 'spaces' : isAnnouncements ? 'bell' : 'channel'} size={18} />
      <span className={styles.names}>
        <span className={styles.name}>
          <UserText lang={language} dir={directionOfLanguage(language)}>
            {name}
          </UserText>
        </span>
        <Muted>
          {within ? (
            <UserText lang={within.language} dir={directionOfLanguage(within.language)}>
              {within.name}
            </UserText>
          ) : (
            t('space')
          )}
        </Muted>
      </span>
    </li>
  );
}
