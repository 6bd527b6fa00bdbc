import { createContext, useContext, useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './icon.tsx';
import styles from './page.module.css';

interface PageTitle {
  title: string;
  /** The space or course it belongs to. */
  within?: string | undefined;
}

/** What is unread, before the title of the tab: "(3) ", or nothing. */
export const TitleCountContext = createContext('');

/** Sets the title of the tab: "(3) page – space – hub". Every page calls it once, most through `Page`. */
export function usePage({ title, within }: PageTitle): void {
  const { t } = useTranslation('common');
  const count = useContext(TitleCountContext);
  const hub = t('hubName');
  useEffect(() => {
    const parts = [title, within, hub].filter((part) => part !== undefined && part !== '');
    document.title = `${count}${parts.join(' – ')}`;
  }, [title, within, count, hub]);
}

/** The page fills the window and scrolls inside itself, as a chat does, for as long as it is shown. */
export function usePageFill(): void {
  useEffect(() => {
    const root = document.documentElement;
    root.dataset.fill = '';
    return () => {
      delete root.dataset.fill;
    };
  }, []);
}

export interface Breadcrumb {
  href: string;
  label: string;
}

interface PageProps extends PageTitle {
  /** One sentence under the heading. */
  lead?: ReactNode;
  /** The page's main action, at the end of its heading. */
  actions?: ReactNode;
  breadcrumbs?: readonly Breadcrumb[];
  /** Forms and reading keep a measure; tables and chat take the whole width. */
  width?: 'measure' | 'wide' | 'full';
  children: ReactNode;
}

/** A page: breadcrumb, one h1 that receives the focus after navigation, and the content. */
export function Page({ title, within, lead, actions, breadcrumbs = [], width = 'wide', children }: PageProps) {
  const { t } = useTranslation('shell');
  usePage({ title, within });
  return (
    <div className={`${styles.page} ${styles[width]}`}>
      {breadcrumbs.length > 0 && (
        <nav aria-label={t('breadcrumbs')}>
          <ol className={styles.crumbs}>
            {breadcrumbs.map((crumb) => (
              <li key={crumb.href} className={styles.crumb}>
                <a href={crumb.href} className={styles.crumbLink}>
                  <bdi>{crumb.label}</bdi>
                </a>
                <Icon name="next" size={16} />
              </li>
            ))}
          </ol>
        </nav>
      )}
      <header className={styles.header}>
        <div className={styles.heading}>
          <PageHeading>{title}</PageHeading>
          {lead !== undefined && <p className={styles.lead}>{lead}</p>}
        </div>
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** The h1 of pages that draw their own frame. */
export function PageHeading({ children }: { children: ReactNode }) {
  return (
    <h1 tabIndex={-1} data-page-heading="">
      <bdi>{children}</bdi>
    </h1>
  );
}

interface SectionProps {
  title: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** A part of a page under an h2. */
export function Section({ title, actions, children }: SectionProps) {
  return (
    <section className={styles.section}>
      <div className={styles.sectionHeader}>
        <h2 className={styles.sectionTitle}>{title}</h2>
        {actions}
      </div>
      {children}
    </section>
  );
}
