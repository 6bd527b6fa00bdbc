import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { WithTexts } from '#client/kernel/i18n-react.tsx';
import { useShortcut } from '#client/kernel/shortcuts.ts';
import { IconButton } from '#client/ui/button.tsx';

const loadSwitcher = () => import('./quick-switcher.tsx');
const loadList = () => import('./shortcut-list.tsx');
const QuickSwitcher = lazy(loadSwitcher);
const ShortcutList = lazy(loadList);
const fetchAll = (): void => void Promise.all([loadSwitcher(), loadList()]).catch(() => undefined);

/** The switcher and the list of keys, by key everywhere and by a button in the bar; fetched when first asked for. */
export function Keyboard() {
  const { t } = useTranslation('shell');
  const [open, setOpen] = useState<'switcher' | 'list'>();
  const close = (): void => setOpen(undefined);
  useShortcut('k', () => setOpen('switcher'));
  useShortcut('/', () => setOpen('list'));
  return (
    <>
      <IconButton
        icon="search"
        label={t('switcher')}
        aria-haspopup="dialog"
        aria-keyshortcuts="Control+K Meta+K"
        onPointerEnter={fetchAll}
        onClick={() => setOpen('switcher')}
      />
      {open !== undefined && (
        <Suspense fallback={null}>
          <WithTexts of={['switcher']} meanwhile={fetchAll}>
            {open === 'switcher' && <QuickSwitcher onClose={close} onShowKeys={() => setOpen('list')} />}
            {open === 'list' && <ShortcutList onClose={close} />}
          </WithTexts>
        </Suspense>
      )}
    </>
  );
}
