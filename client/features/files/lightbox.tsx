import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Attachment } from '#shared/features/files/contract.ts';
import { directionOf } from '#shared/i18n/direction.ts';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { IconButton } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { Link } from '#client/ui/link.tsx';
import { UserBlock } from '#client/ui/text.tsx';
import { usePageSide } from '#client/ui/text-field.tsx';
import { contentAddress } from './file-address.ts';
import { NotScanned } from './not-scanned.tsx';
import styles from './lightbox.module.css';

interface LightboxProps {
  images: readonly Attachment[];
  start: number;
  onClose: () => void;
}

/** One picture as large as the screen allows, and the way to the others of its message. */
export default function Lightbox({ images, start, onClose }: LightboxProps) {
  const { t } = useTranslation('files');
  const format = useFormat();
  const side = usePageSide();
  const frame = useRef<HTMLDivElement>(null);
  // The arrow keys are for the pictures from the first moment.
  useEffect(() => frame.current?.focus(), []);
  const [index, setIndex] = useState(start);
  const image = images[index];
  if (!image) return null;
  const step = (by: number): void => setIndex((index + by + images.length) % images.length);

  function onKeyDown(event: KeyboardEvent): void {
    if (images.length < 2 || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight')) return;
    event.preventDefault();
    // Onwards is where the line of reading goes.
    step((event.key === 'ArrowLeft') === (side === 'rtl') ? 1 : -1);
  }
  return (
    <Dialog
      open
      look="wide"
      onClose={onClose}
      title={t('lightbox.title', { position: index + 1, count: images.length })}
      actions={
        <Link look="secondary" icon="download" href={contentAddress(image)} download={image.name}>
          {t('lightbox.save', { size: format.bytes(image.size) })}
        </Link>
      }
    >
      <div ref={frame} className={styles.frame} onKeyDown={onKeyDown} tabIndex={-1} role="group" aria-label={image.summary ?? image.name}>
        <Picture key={image.fileId} image={image} />
        {images.length > 1 && (
          <div className={styles.steps}>
            <IconButton look="secondary" icon="back" label={t('lightbox.previous')} onClick={() => step(-1)} />
            <IconButton look="secondary" icon="forward" label={t('lightbox.next')} onClick={() => step(1)} />
          </div>
        )}
        <NotScanned scan={image.scan} />
      </div>
    </Dialog>
  );
}

/** With its words below it, for those who see it too. */
function Picture({ image }: { image: Attachment }) {
  const { width, height, summary } = image;
  const side = usePageSide();
  return (
    <>
      <img className={styles.picture} {...{ width, height }} src={contentAddress(image)} alt={summary ?? ''} />
      {summary !== undefined && <UserBlock dir={directionOf(summary, side)}>{summary}</UserBlock>}
    </>
  );
}
