import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { Header } from 'react-aria-components/Header';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { Menu as AriaMenu, MenuItem as AriaMenuItem, MenuSection as AriaMenuSection } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { classNames } from './class-names.ts';
import { Icon } from './icon.tsx';
import type { MenuItem, MenuSection } from './menu.tsx';
import styles from './menu.module.css';

interface MenuPopupProps {
  label: string;
  sections: readonly MenuSection[];
  trigger: RefObject<HTMLButtonElement | null>;
  onClose: () => void;
}

/** The open menu; loaded by `Menu`, never imported by a page. */
export default function MenuPopup({ label, sections, trigger, onClose }: MenuPopupProps) {
  const { i18n } = useTranslation('common');
  const items = sections.flatMap((section) => section.items);
  return (
    <I18nProvider locale={i18n.language}>
      <Popover
        triggerRef={trigger}
        isOpen
        onOpenChange={(open) => !open && onClose()}
        placement="bottom end"
        aria-label={label}
        className={styles.popover ?? ''}
      >
        <AriaMenu
          aria-label={label}
          autoFocus="first"
          className={styles.menu ?? ''}
          onClose={onClose}
          onAction={(id) => items.find((item) => item.id === id)?.onSelect?.()}
        >
          {sections.map((section, index) => (
            <AriaMenuSection key={index} className={styles.section ?? ''} aria-label={section.title ?? label}>
              {section.title !== undefined && <Header className={styles.title ?? ''}>{section.title}</Header>}
              {section.items.map((item) => (
                <Item key={item.id} item={item} />
              ))}
            </AriaMenuSection>
          ))}
        </AriaMenu>
      </Popover>
    </I18nProvider>
  );
}

function Item({ item }: { item: MenuItem }) {
  return (
    <AriaMenuItem
      id={item.id}
      textValue={item.label}
      className={classNames(styles.item, item.danger && styles.danger)}
      {...(item.href === undefined ? {} : { href: item.href })}
    >
      {item.icon && <Icon name={item.icon} />}
      <span className={styles.label} lang={item.lang}>
        {item.label}
      </span>
      {item.selected && <Icon name="check" />}
    </AriaMenuItem>
  );
}
