import { useEffect, useId, useRef, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { HubError } from '#shared/kernel/errors.ts';
import { maxFilesPerMessage, maxSummary } from '#shared/features/files/rules.ts';
import { errorMessage } from '#client/kernel/error-message.ts';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { useAnnouncer } from '#client/ui/announcer.tsx';
import { Button, IconButton } from '#client/ui/button.tsx';
import { Icon, type IconName } from '#client/ui/icon.tsx';
import { TextField } from '#client/ui/text-field.tsx';
import { FileName } from './file-name.tsx';
import type { UploadItem, UploadState } from './upload-item.ts';
import type { Uploads } from './uploads.ts';
import styles from './attachment-tray.module.css';

const stateIcons: Record<UploadState, IconName> = {
  waiting: 'clock',
  sending: 'upload',
  paused: 'offline',
  finishing: 'shield',
  ready: 'check',
  failed: 'alert',
};

interface AttachmentTrayProps {
  items: readonly UploadItem[];
  uploads: Uploads;
  isReady: boolean;
}

/** The files of the message being written, above its text; nothing where there are none. */
export default function AttachmentTray({ items, uploads, isReady }: AttachmentTrayProps) {
  const { t } = useTranslation('files');
  const { announceState } = useAnnouncer();
  const count = items.length;
  useEffect(() => {
    if (isReady && count > 0) announceState({ text: t('tray.added', { count }) });
  }, [isReady, count, announceState, t]);
  const isOver = uploads.notTaken() > 0;
  if (count === 0) return null;
  return (
    <>
      {isOver && (
        <p className={styles.state} data-state="failed" role="alert">
          <Icon name="alert" size={16} />
          <span>{t('attach.tooMany', { max: maxFilesPerMessage })}</span>
        </p>
      )}
      <ul className={styles.tray} aria-label={t('tray.label')}>
        {items.map((item) => (
          <TrayItem key={item.clientId} item={item} uploads={uploads} />
        ))}
      </ul>
    </>
  );
}

interface TrayItemProps {
  item: UploadItem;
  uploads: Uploads;
}

/** The list is short and scrolls: a refusal must not lie below its end. */
function useShownWhenFailed(state: UploadState): RefObject<HTMLLIElement | null> {
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (state === 'failed') row.current?.scrollIntoView({ block: 'nearest' });
  }, [state]);
  return row;
}

function TrayItem({ item, uploads }: TrayItemProps) {
  const { t } = useTranslation('files');
  const { clientId, name, state, isImage } = item;
  const [isDescribing, setDescribing] = useState(false);
  const id = useId();
  const row = useShownWhenFailed(state);
  return (
    <li ref={row} className={styles.item} data-upload={state}>
      <div className={styles.row}>
        <Picture item={item} />
        <div className={styles.words}>
          <p className={styles.name}>
            <FileName name={name} />
          </p>
          <State item={item} />
        </div>
        {isImage && state !== 'failed' && (
          <IconButton
            icon="edit"
            label={t('tray.describe')}
            aria-expanded={isDescribing}
            aria-controls={id}
            onClick={() => setDescribing(!isDescribing)}
          />
        )}
        <IconButton icon="close" label={t('tray.remove', { name })} onClick={() => uploads.remove(clientId)} />
      </div>
      {state === 'failed' && (
        <Button icon="retry" onClick={() => uploads.retry(clientId)}>
          {t('tray.retry')}
        </Button>
      )}
      <div id={id} hidden={!isDescribing}>
        {isDescribing && <Description item={item} uploads={uploads} />}
      </div>
    </li>
  );
}

/** What a screen reader says in place of a picture. */
function Description({ item, uploads }: TrayItemProps) {
  const { t } = useTranslation('files');
  return (
    <TextField
      label={t('tray.describe')}
      hint={t('tray.describeHint')}
      value={item.summary}
      maxCharacters={maxSummary}
      onChange={(text) => uploads.describe(item.clientId, text)}
    />
  );
}

function Picture({ item }: { item: UploadItem }) {
  if (item.previewUrl !== undefined) return <img className={styles.picture} src={item.previewUrl} alt="" />;
  return (
    <span className={styles.picture}>
      <Icon name={item.kind === 'voice' ? 'microphone' : 'document'} />
    </span>
  );
}

/** What becomes of it, in words and with how much of it is there. */
function State({ item }: { item: UploadItem }) {
  const { t, i18n } = useTranslation('files');
  const format = useFormat();
  const { state, error, name, stored, size } = item;
  const isTold = state === 'failed' || (state === 'paused' && error instanceof HubError);
  return (
    <>
      <p className={styles.state} data-state={state} role={state === 'failed' ? 'alert' : undefined}>
        <Icon name={stateIcons[state]} size={16} />
        <span>{isTold ? errorMessage(i18n, error) : t(`tray.states.${state}`)}</span>
        {(state === 'sending' || state === 'paused') && (
          <bdi>{t('tray.sent', { sent: format.bytes(stored), size: format.bytes(size) })}</bdi>
        )}
      </p>
      {(state === 'sending' || state === 'paused') && (
        <progress className={styles.progress} value={stored} max={size} aria-label={t('tray.progress', { name })} />
      )}
    </>
  );
}
