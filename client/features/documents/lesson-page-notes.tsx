import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#client/ui/button.tsx';
import type { Offer } from './collab-copy.ts';
import type { CollabState } from './collab-provider.ts';
import styles from './lesson.module.css';

/** What must be known before writing: that the lesson is damaged, or that the device keeps nothing while something would be lost by that. */
export function StateNote({ state }: { state: CollabState }) {
  const { t } = useTranslation('documents');
  const { sign, keeping, isOpen, hasUnsaved, isDamaged } = state;
  const isOffline = sign === 'offline';
  if (isDamaged)
    return (
      <p className={styles.note} role="alert">
        {t('page.damaged')}
      </p>
    );
  if (isOffline && !isOpen) return <p className={styles.note}>{t('device.absent')}</p>;
  if (keeping === 'failed' && sign !== 'gone') return <p className={styles.note}>{t('device.failed')}</p>;
  if (keeping === 'none' && isOffline && hasUnsaved) return <p className={styles.note}>{t('device.none')}</p>;
  return null;
}

interface OfferNoteProps {
  offer: Offer;
  /** Undefined where this person cannot write now. */
  onInsert: (() => void) | undefined;
  onDismiss: () => void;
}

/** What the hub did not take is never lost: it is offered back as text until it is taken or thrown away. */
export function OfferNote({ offer, onInsert, onDismiss }: OfferNoteProps) {
  const { t } = useTranslation('documents');
  const hasText = offer.text !== '';
  return (
    <div className={styles.note} role="alert" data-offer={offer.reason}>
      <p>{t(`refused.${offer.reason}`)}</p>
      {hasText && <KeptText text={offer.text} />}
      <div className={styles.noteActions}>
        {hasText && <CopyButton text={offer.text} />}
        {hasText && onInsert && (
          <Button
            icon="add"
            onClick={() => {
              onInsert();
              onDismiss();
            }}
          >
            {t('refused.insert')}
          </Button>
        )}
        <Button onClick={onDismiss}>{t(hasText ? 'refused.discard' : 'refused.dismiss')}</Button>
      </div>
    </div>
  );
}

interface GoneNoteProps {
  gone: NonNullable<CollabState['gone']>;
  onReload: () => void;
  onDismiss: () => void;
}

export function GoneNote({ gone, onReload, onDismiss }: GoneNoteProps) {
  const { t } = useTranslation(['documents', 'common']);
  const isOutdated = gone.reason === 'schemaOrEpochDiffers';
  return (
    <div className={styles.note} role="alert" data-gone={gone.reason}>
      <p>{t(`gone.${gone.reason}`)}</p>
      {gone.text !== '' && <KeptText text={gone.text} />}
      <div className={styles.noteActions}>
        {gone.text !== '' && <CopyButton text={gone.text} />}
        <Button look={isOutdated ? 'primary' : 'secondary'} icon="retry" onClick={isOutdated ? () => window.location.reload() : onReload}>
          {t(isOutdated ? 'documents:gone.reload' : 'common:actions.retry')}
        </Button>
        {gone.text !== '' && <Button onClick={onDismiss}>{t('refused.discard')}</Button>}
      </div>
    </div>
  );
}

function KeptText({ text }: { text: string }) {
  const { t } = useTranslation('documents');
  return (
    <>
      <p className={styles.keptTitle}>{t('refused.kept')}</p>
      <pre className={styles.kept} dir="auto" tabIndex={0}>
        {text}
      </pre>
    </>
  );
}

function CopyButton({ text }: { text: string }) {
  const { t } = useTranslation('documents');
  const [isCopied, setIsCopied] = useState(false);
  return (
    <Button icon="copy" onClick={() => void navigator.clipboard.writeText(text).then(() => setIsCopied(true))}>
      {t(isCopied ? 'refused.copied' : 'refused.copy')}
    </Button>
  );
}
