import { useTranslation } from 'react-i18next';
import type { Attachment } from '#shared/features/files/contract.ts';
import { splitName } from '#shared/features/files/rules.ts';
import { directionOf } from '#shared/i18n/direction.ts';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { Icon } from '#client/ui/icon.tsx';
import { Ltr, UserBlock } from '#client/ui/text.tsx';
import { usePageSide } from '#client/ui/text-field.tsx';
import { VisuallyHidden } from '#client/ui/visually-hidden.tsx';
import { durationText } from './duration.ts';
import { contentAddress } from './file-address.ts';
import { NotScanned } from './not-scanned.tsx';
import styles from './attachment-list.module.css';

/** A document to save, a sound to hear, or a voice note with its words. */
export function AttachmentRow({ attachment }: { attachment: Attachment }) {
  return attachment.kind === 'document' ? <Document file={attachment} /> : <Sound sound={attachment} />;
}

/** The whole row is the link: a finger finds it. */
function Document({ file }: { file: Attachment }) {
  const { t } = useTranslation('files');
  const format = useFormat();
  return (
    <a className={styles.document} href={contentAddress(file)} download={file.name}>
      <Icon name="document" size={24} />
      <VisuallyHidden>{t('list.download')} </VisuallyHidden>
      <span className={styles.words}>
        <span className={styles.name}>
          <Ltr>{file.name}</Ltr>
        </span>
        <span className={styles.facts}>
          <Ltr>{splitName(file.name).extension.toUpperCase()}</Ltr>
          <bdi>{format.bytes(file.size)}</bdi>
          <NotScanned scan={file.scan} />
        </span>
        <Summary text={file.summary} />
      </span>
      <Icon name="download" />
    </a>
  );
}

/** The player runs from left to right in every language, as time does on it. */
function Sound({ sound }: { sound: Attachment }) {
  const { t } = useTranslation('files');
  const format = useFormat();
  const { kind, name, durationMs, scan } = sound;
  const duration = durationMs === undefined ? undefined : durationText(durationMs, format);
  const label = kind === 'voice' ? t('list.voice', { duration: duration ?? '' }) : t('list.audio', { name });
  return (
    <div className={styles.sound} role="group" aria-label={label}>
      <span className={styles.facts}>
        <Icon name={kind === 'voice' ? 'microphone' : 'sound'} />
        {kind === 'audio' && (
          <span className={styles.name}>
            <Ltr>{name}</Ltr>
          </span>
        )}
        {duration !== undefined && <Ltr>{duration}</Ltr>}
        <bdi>{format.bytes(sound.size)}</bdi>
        <NotScanned scan={scan} />
      </span>
      <Summary text={sound.summary} />
      {/* What is said is in the summary, which a voice note cannot be without. Nothing is fetched before it is asked for. */}
      <audio className={styles.player} dir="ltr" controls preload="none" src={contentAddress(sound)} aria-label={label} />
    </div>
  );
}

function Summary({ text }: { text: string | undefined }) {
  const side = usePageSide();
  return text === undefined ? null : <UserBlock dir={directionOf(text, side)}>{text}</UserBlock>;
}
