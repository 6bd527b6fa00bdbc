import { useTranslation } from 'react-i18next';
import { isAppleComputer } from '#client/kernel/shortcuts.ts';
import { Dialog } from '#client/ui/dialog.tsx';
import styles from './quick-switcher.module.css';

// «Mod» is Ctrl, on Apple's computers ⌘.
const groups = {
  everywhere: { switch: ['Mod', 'K'], list: ['Mod', '/'], regions: ['F6'], regionsBack: ['Shift', 'F6'], close: ['Esc'] },
  room: { send: ['Enter'], newLine: ['Shift', 'Enter'], toMessages: ['↑'], messages: ['↑', '↓'], ends: ['Home', 'End'], back: ['Esc'] },
  lesson: { bold: ['Mod', 'B'], undo: ['Mod', 'Z'], redo: ['Mod', 'Y'] },
} as const;
type Group = keyof typeof groups;

const names: readonly Group[] = ['everywhere', 'room', 'lesson'];
// Two keys that do the same in two directions, not one after the other.
const alternatives: ReadonlySet<string> = new Set(['messages', 'ends']);

/** Ctrl+/ or ⌘/: the keys of the hub. */
export default function ShortcutList({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('switcher');
  return (
    <Dialog open onClose={onClose} title={t('keys.title')}>
      {/* Longer than a phone is high: who has no pointer scrolls it from here. */}
      <div className={styles.groups} role="group" aria-label={t('keys.title')} tabIndex={0}>
        {names.map((group) => (
          <section key={group}>
            <h3 className={styles.groupTitle}>{t(`keys.${group}.title`)}</h3>
            <dl className={styles.shortcuts}>
              {Object.entries(groups[group]).map(([name, keys]) => (
                <div key={name} style={{ display: 'contents' }}>
                  <dt>
                    <Chord keys={keys} isEither={alternatives.has(name)} />
                  </dt>
                  <dd>{t(`keys.${group}.${name}` as 'keys.everywhere.list')}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

function Chord({ keys, isEither }: { keys: readonly string[]; isEither: boolean }) {
  const mod = isAppleComputer() ? '⌘' : 'Ctrl';
  return (
    <bdi className={styles.chord} dir="ltr">
      {keys.map((key, index) => (
        <span key={key}>
          {index > 0 && (isEither ? ' / ' : ' + ')}
          <kbd className={styles.key}>{key === 'Mod' ? mod : key}</kbd>
        </span>
      ))}
    </bdi>
  );
}
