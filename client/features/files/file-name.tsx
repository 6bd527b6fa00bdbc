import { splitName } from '#shared/features/files/rules.ts';
import styles from './attachment-tray.module.css';

/** A name in one line: where it is too long its middle gives way, never its ending, which says what the file is. */
export function FileName({ name }: { name: string }) {
  const { base, extension } = splitName(name);
  return (
    <span className={styles.fileName} dir="ltr">
      <bdi className={styles.base}>{base}</bdi>
      {extension !== '' && <span>.{extension}</span>}
    </span>
  );
}
