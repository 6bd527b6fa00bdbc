import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Attachment } from '#shared/features/files/contract.ts';
import { AttachmentImage } from './attachment-image.tsx';
import { AttachmentRow } from './attachment-row.tsx';
import styles from './attachment-list.module.css';

// The whole picture, when somebody asks for it.
const Lightbox = lazy(() => import('./lightbox.tsx'));

/** What hangs on a message: pictures first, then sound and documents, each in the order they were attached. */
export default function AttachmentList({ attachments }: { attachments: readonly Attachment[] }) {
  const { t } = useTranslation('files');
  const [opened, setOpened] = useState<number>();
  const images = attachments.filter(({ kind }) => kind === 'image');
  const others = attachments.filter(({ kind }) => kind !== 'image');
  if (attachments.length === 0) return null;
  return (
    <div className={styles.attachments} role="group" aria-label={t('list.label')}>
      {images.length > 0 && (
        <ul className={styles.images}>
          {images.map((image, index) => (
            <li key={image.fileId}>
              <AttachmentImage image={image} isAlone={images.length === 1} onOpen={() => setOpened(index)} />
            </li>
          ))}
        </ul>
      )}
      {others.length > 0 && (
        <ul className={styles.rows}>
          {others.map((attachment) => (
            <li key={attachment.fileId}>
              <AttachmentRow attachment={attachment} />
            </li>
          ))}
        </ul>
      )}
      {opened !== undefined && (
        <Suspense fallback={null}>
          <Lightbox images={images} start={opened} onClose={() => setOpened(undefined)} />
        </Suspense>
      )}
    </div>
  );
}
