import { Bold, Code, List, TextQuote, type LucideIcon } from 'lucide-react';
import { useRef, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { usePageDirection } from '#client/kernel/i18n-react.tsx';
import { isAppleComputer } from '#client/kernel/shortcuts.ts';
import { formats, type Format } from './composer-format.ts';
import styles from './composing.module.css';

const glyphs: Record<Format, LucideIcon> = { bold: Bold, list: List, quote: TextQuote, code: Code };

/** Lays out what is marked in the text. One stop of the Tab key, arrow keys between the buttons. */
export function FormatBar({ onFormat }: { onFormat: (format: Format) => void }) {
  const { t } = useTranslation('composing');
  const forward = usePageDirection() === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
  const back = forward === 'ArrowLeft' ? 'ArrowRight' : 'ArrowLeft';
  const bar = useRef<HTMLDivElement>(null);
  function onKeyDown(event: KeyboardEvent, index: number): void {
    const step = event.key === forward ? 1 : event.key === back ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = (index + step + formats.length) % formats.length;
    bar.current?.querySelectorAll<HTMLElement>('button')[next]?.focus();
  }
  return (
    <div ref={bar} role="toolbar" aria-label={t('format.label')} className={styles.toolbar}>
      {formats.map((format, index) => {
        const Glyph = glyphs[format];
        const keys = format === 'bold' ? t('format.boldKeys', { keys: isAppleComputer() ? '⌘B' : 'Ctrl+B' }) : t(`format.${format}`);
        return (
          <button
            key={format}
            type="button"
            className={styles.tool}
            title={keys}
            tabIndex={index === 0 ? 0 : -1}
            // The text keeps the focus, and what is marked in it.
            onMouseDown={(event) => event.preventDefault()}
            onKeyDown={(event) => onKeyDown(event, index)}
            onClick={() => onFormat(format)}
          >
            <Glyph size={18} strokeWidth={1.75} aria-hidden="true" focusable="false" />
            <span>{t(`format.${format}`)}</span>
          </button>
        );
      })}
    </div>
  );
}
