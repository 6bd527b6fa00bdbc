import { useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Attachment } from '#shared/features/files/contract.ts';
import { directionOf } from '#shared/i18n/direction.ts';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { Button } from '#client/ui/button.tsx';
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
  const side = usePageSide();
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
      actions={<Actions image={image} onStep={images.length > 1 ? step : undefined} />}
    >
      <div className={styles.frame} onKeyDown={onKeyDown} tabIndex={0} role="group" aria-label={image.summary ?? image.name}>
        <img
          key={image.fileId}
          className={styles.picture}
          width={image.width}
          height={image.height}
          src={contentAddress(image)}
          alt={image.summary ?? ''}
        />
        {image.summary !== undefined && <UserBlock dir={directionOf(image.summary, side)}>{image.summary}</UserBlock>}
        <NotScanned scan={image.scan} />
      </div>
    </Dialog>
  );
}

/** `onStep` where there are several. */
function Actions({ image, onStep }: { image: Attachment; onStep: ((by: number) => void) | undefined }) {
  const { t } = useTranslation('files');
  const format = useFormat();
  return (
    <>
      <Link look="secondary" icon="download" href={contentAddress(image)} download={image.name}>
        {t('lightbox.save', { size: format.bytes(image.size) })}
      </Link>
      {onStep && (
        <>
          <Button look="quiet" icon="back" onClick={() => onStep(-1)}>
            {t('lightbox.previous')}
          </Button>
          <Button look="quiet" icon="forward" onClick={() => onStep(1)}>
            {t('lightbox.next')}
          </Button>
        </>
      )}
    </>
  );
}
