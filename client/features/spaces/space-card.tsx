import { useTranslation } from 'react-i18next';
import type { SpaceCard } from '#shared/features/spaces/contract.ts';
import { directionOf } from '#shared/i18n/direction.ts';
import { directionOfLanguage } from '#shared/i18n/languages.ts';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { useAllRoomStates } from '#client/kernel/personal.ts';
import { Card, CardGrid, Row, Stack } from '#client/ui/card.tsx';
import { Chip } from '#client/ui/chip.tsx';
import { Icon, type IconName } from '#client/ui/icon.tsx';
import { Muted, UserBlock, UserText } from '#client/ui/text.tsx';
import { UnreadBadge } from '#client/ui/unread-badge.tsx';
import { JoinSpace } from './join-space.tsx';
import { RoleChip } from './role.tsx';
import styles from './space-card.module.css';

const joinIcons: Record<SpaceCard['joinRule'], IconName> = { open: 'spaces', request: 'message', invite: 'mail' };

/** Spaces side by side; each leads inside, or to asking for it. */
export function SpaceCards({ items, headings = 'h3' }: { items: readonly SpaceCard[]; headings?: 'h2' | 'h3' }) {
  return (
    <CardGrid>
      {items.map((space) => (
        <SpaceCardView key={space.id} space={space} heading={headings} />
      ))}
    </CardGrid>
  );
}

function SpaceCardView({ space, heading: Heading }: { space: SpaceCard; heading: 'h2' | 'h3' }) {
  const { t } = useTranslation('spaces');
  const format = useFormat();
  const isMember = space.myRole !== undefined;
  const name = (
    <UserText lang={space.language} dir={directionOfLanguage(space.language)}>
      {space.name}
    </UserText>
  );
  const facts = [t('card.members', { count: space.memberCount }), t('card.countries', { count: space.countries.length })];
  return (
    <Card as="li">
      <div className={styles.card}>
        <Stack gap={2}>
          <Heading className={styles.name}>
            {isMember ? (
              <a href={`/s/${space.id}`} className={styles.link}>
                {name}
              </a>
            ) : (
              name
            )}{' '}
            {isMember && <SpaceUnread spaceId={space.id} />}
          </Heading>
          <Row>
            {space.myRole && <RoleChip role={space.myRole} />}
            <Chip>{t(`purpose.${space.purpose}`)}</Chip>
            {!isMember && <Chip icon={joinIcons[space.joinRule]}>{t(`joinRule.${space.joinRule}`)}</Chip>}
            {space.isArchived && (
              <Chip icon="archive" tone="warning">
                {t('card.archived')}
              </Chip>
            )}
          </Row>
          {space.summary !== '' && (
            <UserBlock
              lang={space.language}
              dir={directionOf(space.summary, directionOfLanguage(space.language))}
              className={styles.summary}
            >
              {space.summary}
            </UserBlock>
          )}
          <p className={styles.facts}>
            <Icon name="people" size={16} />
            <Muted>{facts.join(' · ')}</Muted>
          </p>
          <p className={styles.facts}>
            <Icon name="languages" size={16} />
            <Muted>{format.list(space.workingLanguages.map((tag) => format.languageName(tag)))}</Muted>
          </p>
        </Stack>
        {!isMember && <JoinSpace space={space} />}
      </div>
    </Card>
  );
}

/** What is unread in the rooms of a space that she wishes to hear of. */
function SpaceUnread({ spaceId }: { spaceId: string }) {
  const states = [...(useAllRoomStates()?.values() ?? [])].filter((state) => state.spaceId === spaceId && state.notices !== 'none');
  const sum = (of: (state: (typeof states)[number]) => number): number => states.reduce((total, state) => total + of(state), 0);
  return (
    <UnreadBadge
      unread={sum(({ notices, unread, mentions }) => (notices === 'all' ? unread : mentions))}
      mentions={sum(({ mentions }) => mentions)}
    />
  );
}
