import { useId } from 'react';
import styles from './star-border.module.css';

/** A line of eight-pointed stars: two squares turned against each other. Decoration only. */
export function StarBorder() {
  const id = useId();
  return (
    <svg className={styles.border} width="100%" height="16" aria-hidden="true" focusable="false">
      <defs>
        <pattern id={id} width="48" height="16" patternUnits="userSpaceOnUse">
          <g fill="none" stroke="currentColor" strokeWidth="1">
            <rect x="19.05" y="3.05" width="9.9" height="9.9" />
            <rect x="19.05" y="3.05" width="9.9" height="9.9" transform="rotate(45 24 8)" />
            <path d="M0 8h17M31 8h17" />
            <path d="M-3 8l3-3 3 3-3 3zM45 8l3-3 3 3-3 3z" fill="currentColor" stroke="none" />
          </g>
        </pattern>
      </defs>
      <rect width="100%" height="16" fill={`url(#${id})`} />
    </svg>
  );
}

/** The mark of the hub: one plain eight-pointed star. */
export function StarMark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false" className={styles.mark}>
      <path d="M16 1.6l4.2 4.2h5.9v6l4.3 4.2-4.3 4.2v6h-5.9L16 30.4l-4.2-4.2H5.9v-6L1.6 16l4.3-4.2v-6h5.9z" fill="currentColor" />
      <path
        d="M16 1.6l4.2 4.2h5.9v6l4.3 4.2-4.3 4.2v6h-5.9L16 30.4l-4.2-4.2H5.9v-6L1.6 16l4.3-4.2v-6h5.9z"
        transform="translate(16 16) rotate(22.5) scale(0.4) translate(-16 -16)"
        className={styles.heart}
      />
    </svg>
  );
}
