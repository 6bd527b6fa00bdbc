import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { WithTexts } from '#client/kernel/i18n-react.tsx';
import { IconButton } from '#client/ui/button.tsx';
import { Menu } from '#client/ui/menu.tsx';
import { useDesk } from './room-desk.tsx';
import { PanelBoundary } from './panel-boundary.tsx';
import { preloadPanels } from './side-panels.tsx';
import type { SidePanelControl } from './use-side-panel.ts';
import styles from './room-bar.module.css';

const loadBell = () => import('./room-bell.tsx');
const Bell = lazy(loadBell);

const panels = [
  { kind: 'search', icon: 'search' },
  { kind: 'pins', icon: 'pin' },
  { kind: 'threads', icon: 'message' },
] as const;

/** Above the messages: what leads to the others of this room, and what one hears of it. On a phone one button stands for all panels. */
export function RoomBar({ side, hasBell }: { side: SidePanelControl; hasBell: boolean }) {
  const { t } = useTranslation('chat');
  const { roomName } = useDesk();
  const label = t('bar.label', { room: roomName });
  const items = panels.map(({ kind, icon }) => ({ id: kind, icon, label: t(`bar.${kind}`), onSelect: () => side.open({ kind }) }));
  return (
    <>
      {hasBell && (
        <PanelBoundary onFailed={() => undefined}>
          <Suspense fallback={null}>
            <WithTexts of={['panels']} meanwhile={() => void loadBell().catch(() => undefined)}>
              <Bell />
            </WithTexts>
          </Suspense>
        </PanelBoundary>
      )}
      <div className={styles.bar} role="group" aria-label={label}>
        {panels.map(({ kind, icon }) => (
          <IconButton
            key={kind}
            icon={icon}
            label={t(`bar.${kind}`)}
            aria-expanded={side.panel?.kind === kind}
            onPointerEnter={preloadPanels}
            onFocus={preloadPanels}
            onClick={() => (side.panel?.kind === kind ? void side.close() : side.open({ kind }))}
          />
        ))}
      </div>
      <div className={styles.menu}>
        <Menu label={label} sections={[{ items }]} />
      </div>
    </>
  );
}
