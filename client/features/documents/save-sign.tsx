import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useAnnouncer } from '#client/ui/announcer.tsx';
import { Icon, type IconName } from '#client/ui/icon.tsx';
import type { CollabState } from './collab-provider.ts';
import styles from './lesson.module.css';

const icons: Record<CollabState['sign'], IconName> = {
  opening: 'clock',
  checking: 'clock',
  saving: 'clock',
  saved: 'check',
  offline: 'offline',
  readOnly: 'show',
  refused: 'warning',
  gone: 'lock',
};
/** Coming and going with every keystroke: seen, not spoken. */
const quiet: ReadonlySet<CollabState['sign']> = new Set(['opening', 'checking', 'saving', 'saved']);

function signText({ sign, hasUnsaved, keeping }: Pick<CollabState, 'sign' | 'hasUnsaved' | 'keeping'>) {
  if (sign !== 'offline' || !hasUnsaved) return sign;
  return keeping === 'kept' ? 'offlineUnsaved' : 'offlineHere';
}

/** Whether the hub holds what is on the page: an icon and words, never colour alone. */
export function SaveSign({ state }: { state: Pick<CollabState, 'sign' | 'hasUnsaved' | 'keeping' | 'isWriting'> }) {
  const { t } = useTranslation('documents');
  const { announceState } = useAnnouncer();
  const text = t(`sign.${signText(state)}`);
  const isSpoken = !quiet.has(state.sign);
  useEffect(() => {
    if (isSpoken) announceState({ text });
  }, [isSpoken, text, announceState]);
  return (
    <p className={styles.sign} data-sign={state.sign} data-unsaved={state.hasUnsaved} data-writing={state.isWriting}>
      <Icon name={icons[state.sign]} size={16} />
      <span>{text}</span>
    </p>
  );
}
