import { useId, useLayoutEffect, useRef, type ReactNode, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from './button.tsx';
import { classNames } from './class-names.ts';
import styles from './dialog.module.css';

interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  children: ReactNode;
  /** Buttons at the end, the main one first in reading order. */
  actions?: ReactNode;
  /** `sheet` rises from the bottom of a phone and stands at the side of a desk; `wide` is for pictures. */
  look?: 'box' | 'sheet' | 'wide';
}

/**
 * The browser's own modal dialog: keeps the focus, closes with Escape, gives the focus back, hides the rest from
 * screen readers. Its content exists only while it is open.
 */
export function Dialog({ open, onClose, title, children, actions, look = 'box' }: DialogProps) {
  const { t } = useTranslation('common');
  const id = useId();
  const element = useModal(open);

  return (
    <dialog
      ref={element}
      className={classNames(styles.dialog, look === 'sheet' && styles.sheet, look === 'wide' && styles.wide)}
      aria-labelledby={id}
      onCancel={(event) => {
        // The owner decides; a dialog the browser closed by itself would stay "open" to the owner.
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => {
        if (event.target === element.current) onClose();
      }}
    >
      {open && (
        // No <header> or <footer>: where the dialog hangs in the page's bar they would be landmarks.
        <div className={styles.frame}>
          <div className={styles.header}>
            <h2 id={id} className={styles.title}>
              {title}
            </h2>
            <IconButton icon="close" label={t('actions.close')} onClick={onClose} />
          </div>
          <div className={styles.body}>{children}</div>
          {actions !== undefined && <div className={styles.actions}>{actions}</div>}
        </div>
      )}
    </dialog>
  );
}

function useModal(open: boolean): RefObject<HTMLDialogElement | null> {
  const element = useRef<HTMLDialogElement>(null);
  // Before the element leaves the page: a browser gives the focus back only when it closes the dialog itself.
  useLayoutEffect(() => {
    const dialog = element.current;
    if (!dialog) return undefined;
    if (open && !dialog.open) dialog.showModal();
    if (!open && dialog.open) dialog.close();
    return () => {
      if (dialog.open) dialog.close();
    };
  }, [open]);
  return element;
}
