import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from './button.tsx';
import { Icon } from './icon.tsx';
import styles from './toast.module.css';

export interface Toast {
  text: string;
  tone?: 'notice' | 'success' | 'danger';
  /** "Undo", most often. */
  action?: { label: string; onPress: () => void };
}

type Shown = Toast & { id: number };

/** Long enough to read and to reach "Undo"; it waits while the pointer or the focus is on it. */
const shownMs = 8_000;
const maxShown = 3;

const ToastContext = createContext<((toast: Toast) => void) | undefined>(undefined);

/** Says briefly that something was done. Never for errors that need reading twice: those stay where they happened. */
export function useToast(): (toast: Toast) => void {
  const show = useContext(ToastContext);
  if (!show) throw new Error('ToastProvider is missing');
  return show;
}

export function ToastProvider({ children }: { children: ReactNode }) {
  const { t } = useTranslation('common');
  const [toasts, setToasts] = useState<readonly Shown[]>([]);
  const nextId = useRef(0);
  const show = useCallback((toast: Toast) => {
    nextId.current += 1;
    const shown = { ...toast, id: nextId.current };
    setToasts((current) => [...current, shown].slice(-maxShown));
  }, []);
  const dismiss = useCallback((id: number) => setToasts((current) => current.filter((toast) => toast.id !== id)), []);

  return (
    <ToastContext value={show}>
      {children}
      <section className={styles.region} aria-label={t('notices')} role="region">
        <div role="status" className={styles.list}>
          {useMemo(() => toasts.map((toast) => <ToastCard key={toast.id} toast={toast} onDismiss={dismiss} />), [toasts, dismiss])}
        </div>
      </section>
    </ToastContext>
  );
}

function ToastCard({ toast, onDismiss }: { toast: Shown; onDismiss: (id: number) => void }) {
  const { t } = useTranslation('common');
  const [isHeld, setHeld] = useState(false);

  useEffect(() => {
    if (isHeld) return undefined;
    const timer = setTimeout(() => onDismiss(toast.id), shownMs);
    return () => clearTimeout(timer);
  }, [isHeld, onDismiss, toast.id]);

  return (
    <div
      className={`${styles.toast} ${styles[toast.tone ?? 'notice']}`}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Icon name={toast.tone === 'danger' ? 'alert' : toast.tone === 'success' ? 'check' : 'info'} />
      <p className={styles.text}>{toast.text}</p>
      {toast.action && (
        <Button
          look="quiet"
          onClick={() => {
            toast.action?.onPress();
            onDismiss(toast.id);
          }}
        >
          {toast.action.label}
        </Button>
      )}
      <IconButton icon="close" label={t('actions.close')} onClick={() => onDismiss(toast.id)} />
    </div>
  );
}
