import { lazy, Suspense, useRef, useState, type ReactNode } from 'react';
import { Button, IconButton } from './button.tsx';
import type { IconName } from './icon.tsx';

export interface MenuItem {
  id: string;
  label: string;
  /** The label's own language, for example in a list of languages. */
  lang?: string | undefined;
  icon?: IconName | undefined;
  danger?: boolean | undefined;
  /** The one of a set that holds now. */
  selected?: boolean | undefined;
  href?: string | undefined;
  onSelect?: (() => void) | undefined;
}

export interface MenuSection {
  title?: string | undefined;
  items: readonly MenuItem[];
}

interface MenuProps {
  /** Accessible name of the button and the menu. */
  label: string;
  icon?: IconName;
  /** Shown on the button; without it the button is the icon alone. */
  children?: ReactNode;
  sections: readonly MenuSection[];
}

// Popover, keyboard and focus of React Aria: 40 kB gz that a reader of messages need not wait for.
const loadPopup = () => import('./menu-popup.tsx');
const MenuPopup = lazy(loadPopup);

/** A button with a list of actions; the list is fetched when a finger or the focus comes near. */
export function Menu({ label, icon = 'more', children, sections }: MenuProps) {
  const [isOpen, setOpen] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);
  const shared = {
    ref: trigger,
    icon,
    'aria-haspopup': 'menu' as const,
    'aria-expanded': isOpen,
    onClick: () => setOpen(!isOpen),
    onFocus: () => void loadPopup(),
    onPointerEnter: () => void loadPopup(),
  };
  return (
    <>
      {children === undefined ? (
        <IconButton {...shared} label={label} />
      ) : (
        <Button {...shared} look="quiet" aria-label={label}>
          {children}
        </Button>
      )}
      {isOpen && (
        <Suspense fallback={null}>
          <MenuPopup label={label} sections={sections} trigger={trigger} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
