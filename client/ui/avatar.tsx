import type { CSSProperties } from 'react';
import { initials } from '#shared/i18n/text.ts';
import styles from './avatar.module.css';

const colours = 8;

/** One of the eight caret colours, the same for one id everywhere; never the only sign of who it is. */
export function personColour(id: string): string {
  let sum = 0;
  for (const character of id.slice(0, 64)) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9_973;
  return `var(--caret-${(sum % colours) + 1})`;
}

interface AvatarProps {
  name: string;
  /** Decides the colour; stays when the name changes. */
  id: string;
  photoUrl?: string | undefined;
  size?: 'small' | 'medium' | 'large';
}

/** Decorative: the name always stands beside it. A photo is optional for everyone. */
export function Avatar({ name, id, photoUrl, size = 'medium' }: AvatarProps) {
  const style = { '--person': personColour(id) } as CSSProperties;
  return (
    <span className={`${styles.avatar} ${styles[size]}`} style={style} aria-hidden="true">
      {photoUrl === undefined ? (
        <bdi>{initials(name)}</bdi>
      ) : (
        <img src={photoUrl} alt="" loading="lazy" decoding="async" className={styles.photo} />
      )}
    </span>
  );
}
