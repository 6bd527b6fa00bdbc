import type { Attachment } from '#shared/features/files/contract.ts';
import { shownSize } from './shown-size.ts';
import styles from './places.module.css';

/** Holds the places of attachments while the code that shows them is on its way, so that nothing jumps. */
export function Places({ attachments }: { attachments: readonly Attachment[] }) {
  const images = attachments.filter(({ kind }) => kind === 'image');
  return (
    <div className={styles.places} aria-hidden="true">
      <div className={styles.images}>
        {images.map((image) => {
          const { width, height } = shownSize(image, images.length === 1);
          return <svg key={image.fileId} className={styles.place} {...{ width, height }} viewBox={`0 0 ${width} ${height}`} />;
        })}
      </div>
      {attachments.map(({ fileId, kind }) => kind !== 'image' && <div key={fileId} className={styles.row} />)}
    </div>
  );
}
