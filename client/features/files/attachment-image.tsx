import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Attachment } from '#shared/features/files/contract.ts';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { Icon } from '#client/ui/icon.tsx';
import { asksBeforeLoading } from './browser-line.ts';
import { contentAddress, thumbnailAddress } from './file-address.ts';
import { shownSize } from './shown-size.ts';
import styles from './attachment-list.module.css';

interface AttachmentImageProps {
  image: Attachment;
  /** One picture is shown larger than several. */
  isAlone: boolean;
  onOpen: () => void;
}

/** A picture as large as it will be from the first moment, so that nothing jumps when it comes. */
export function AttachmentImage({ image, isAlone, onOpen }: AttachmentImageProps) {
  const { t } = useTranslation('files');
  const [isAsked, setAsked] = useState(() => !asksBeforeLoading());
  const [failures, setFailures] = useState({ count: 0, hasFailed: false });
  const { width, height } = shownSize(image, isAlone);
  const address = image.hasThumbnail ? thumbnailAddress(image) : contentAddress(image);
  const label = t('list.open', { name: image.summary ?? image.name });

  function load(): void {
    setAsked(true);
    setFailures(({ count }) => ({ count, hasFailed: false }));
  }
  if (!isAsked || failures.hasFailed) return <Unloaded {...{ image, width, height }} hasFailed={failures.hasFailed} onLoad={load} />;
  return (
    <button type="button" className={styles.image} aria-label={label} onClick={onOpen}>
      <img
        key={failures.count}
        {...{ width, height }}
        src={address}
        alt=""
        loading="lazy"
        decoding="async"
        onError={() => setFailures(({ count }) => ({ count: count + 1, hasFailed: true }))}
      />
    </button>
  );
}

interface UnloadedProps {
  image: Attachment;
  width: number;
  height: number;
  hasFailed: boolean;
  onLoad: () => void;
}

/** In place of a picture that was not asked for yet, or did not come: an empty drawing of its shape keeps the place. */
function Unloaded({ image, width, height, hasFailed, onLoad }: UnloadedProps) {
  const { t } = useTranslation('files');
  const format = useFormat();
  return (
    <button type="button" className={styles.unloaded} onClick={onLoad}>
      <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true" />
      <span className={styles.ask}>
        <Icon name={hasFailed ? 'retry' : 'image'} />
        {hasFailed && <span>{t('list.failed')}</span>}
        <span>{t('list.load', { size: format.bytes(image.size) })}</span>
      </span>
    </button>
  );
}
