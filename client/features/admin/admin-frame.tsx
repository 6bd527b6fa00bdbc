import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '#client/ui/page.tsx';
import { TabNav } from '#client/ui/tabs.tsx';
import type { IconName } from '#client/ui/icon.tsx';
import { useRights, type Rights } from './rights.ts';

export type Part = 'people' | 'invitations' | 'approvals' | 'spaces' | 'mail' | 'audit';

export const partIcons: Record<Part, IconName> = {
  people: 'people',
  invitations: 'invite',
  approvals: 'verified',
  spaces: 'spaces',
  mail: 'mail',
  audit: 'shield',
};

/** The parts open to the person, in their order. */
export function partsOf(rights: Rights): Part[] {
  const held: Record<Part, boolean> = {
    people: rights.isAdministrator || rights.peopleOf.length > 0,
    invitations: rights.isAdministrator || rights.invitesTo.length > 0,
    approvals: rights.canApprove,
    spaces: rights.canCreateSpace,
    mail: rights.canReadHealth,
    audit: rights.canReadAudit || rights.canReadAuditHead,
  };
  return (['people', 'invitations', 'approvals', 'spaces', 'mail', 'audit'] as const).filter((part) => held[part]);
}

interface AdminFrameProps {
  part: Part | 'overview';
  title: string;
  lead?: string;
  actions?: ReactNode;
  children: ReactNode;
}

/** A page of the administration with its parts beside it. */
export function AdminFrame({ part, title, lead, actions, children }: AdminFrameProps) {
  const { t } = useTranslation('admin');
  const parts = partsOf(useRights());
  return (
    <Page title={title} lead={lead} actions={actions} {...(part !== 'overview' && { within: t('title') })}>
      <TabNav
        label={t('tabs.label')}
        links={[
          { href: '/admin', label: t('tabs.overview'), current: part === 'overview' },
          ...parts.map((name) => ({ href: `/admin/${name}`, label: t(`tabs.${name}`), current: part === name })),
        ]}
      />
      {children}
    </Page>
  );
}
