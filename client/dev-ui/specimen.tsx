import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { directionOf } from '#shared/i18n/direction.ts';
import { directionOfLanguage } from '#shared/i18n/languages.ts';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { Avatar } from '#client/ui/avatar.tsx';
import { NewVersionBanner, NonOperationalBanner, OfflineBanner } from '#client/ui/banner.tsx';
import { Button, IconButton } from '#client/ui/button.tsx';
import { Card, Row, Stack } from '#client/ui/card.tsx';
import { Chip, CountBadge } from '#client/ui/chip.tsx';
import { DataTable } from '#client/ui/data-table.tsx';
import { EmptyState } from '#client/ui/empty-state.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { Icon, iconNames } from '#client/ui/icon.tsx';
import { Link } from '#client/ui/link.tsx';
import { LoadMore } from '#client/ui/load-more.tsx';
import { Section } from '#client/ui/page.tsx';
import { Presence } from '#client/ui/presence.tsx';
import { Skeleton } from '#client/ui/skeleton.tsx';
import { StarBorder } from '#client/ui/star-border.tsx';
import { TabNav, Tabs } from '#client/ui/tabs.tsx';
import { Ltr, Muted, UserBlock, UserText } from '#client/ui/text.tsx';
import type { Samples } from './samples.ts';
import { SpecimenForm } from './specimen-form.tsx';
import { SpecimenOverlays } from './specimen-overlays.tsx';
import styles from './dev-ui-page.module.css';

interface SpecimenProps {
  words: Samples;
  language: 'ar' | 'en';
}

const colours = [
  ['--bg', '--text'],
  ['--surface', '--muted'],
  ['--sunken', '--text'],
  ['--primary', '--on-primary'],
  ['--primary-soft', '--primary-soft-text'],
  ['--accent', '--on-accent'],
  ['--accent-soft', '--accent-soft-text'],
  ['--own', '--text'],
  ['--success-soft', '--success'],
  ['--warning-soft', '--warning'],
  ['--danger-soft', '--danger'],
] as const;

const noon = Date.UTC(2026, 10, 22, 12, 5);
const day = 86_400_000;

/** Everything once, with the words of one language. */
export function Specimen({ words, language }: SpecimenProps) {
  return (
    <>
      <div>
        <h2>{words.title}</h2>
        <Muted>{words.lead}</Muted>
      </div>
      <StarBorder />
      <Section title={words.sections.colour}>
        <div className={styles.swatches}>
          {colours.map(([ground, ink]) => (
            <div key={ground} className={styles.swatch} style={{ background: `var(${ground})`, color: `var(${ink})` }}>
              <Ltr>{ground.slice(2)}</Ltr>
            </div>
          ))}
        </div>
      </Section>
      <Section title={words.sections.type}>
        <TypeScale words={words} />
      </Section>
      <Section title={words.sections.actions}>
        <Actions words={words} />
      </Section>
      <Section title={words.sections.fields}>
        <SpecimenForm words={words} />
      </Section>
      <Section title={words.sections.people}>
        <People words={words} />
      </Section>
      <Section title={words.sections.states}>
        <States words={words} />
      </Section>
      <Section title={words.sections.table}>
        <Members words={words} />
      </Section>
      <Section title={words.sections.text}>
        <MixedText words={words} language={language} />
      </Section>
      <Section title={words.sections.over}>
        <SpecimenOverlays words={words} />
      </Section>
      <Section title={words.sections.icons}>
        <ul className={styles.icons}>
          {iconNames.map((name) => (
            <li key={name}>
              <Icon name={name} size={24} />
              <Ltr>{name}</Ltr>
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
}

function TypeScale({ words }: { words: Samples }) {
  return (
    <Card>
      <Stack gap={2}>
        <strong style={{ fontSize: 'var(--size-h1)', lineHeight: 'var(--line-h1)' }}>{words.room}</strong>
        <strong style={{ fontSize: 'var(--size-h2)', lineHeight: 'var(--line-h2)' }}>{words.room}</strong>
        <h3>{words.room}</h3>
        <p style={{ fontSize: 'var(--size-lead)', lineHeight: 'var(--line-lead)' }}>{words.lead}</p>
        <p>{words.incoming}</p>
        <Muted>{words.hint}</Muted>
      </Stack>
    </Card>
  );
}

function Actions({ words }: { words: Samples }) {
  const { t } = useTranslation('common');
  const format = useFormat();
  return (
    <Stack>
      <Row>
        <Button look="primary">{words.save}</Button>
        <Button>{t('actions.cancel')}</Button>
        <Button look="quiet">{t('actions.edit')}</Button>
        <Button look="danger" icon="delete">
          {t('actions.delete')}
        </Button>
        <Button look="primary" busy>
          {words.save}
        </Button>
        <Button disabled>{t('actions.save')}</Button>
      </Row>
      <Row>
        <Button look="primary" icon="send">
          {t('actions.send')}
        </Button>
        <Button icon="reply">{t('actions.reply')}</Button>
        <IconButton icon="search" label={t('actions.search')} />
        <IconButton icon="inbox" label={t('states.unreadCount', { count: 3 })} badge={format.number(3)} />
        <IconButton icon="send" look="primary" label={t('actions.send')} />
        <Link href="/dev/ui" look="secondary" icon="forward">
          {t('actions.next')}
        </Link>
      </Row>
      <p>
        <Link href="/dev/ui">{words.room}</Link> ·{' '}
        <Link href="https://example.org/" target="_blank">
          example.org
        </Link>
      </p>
    </Stack>
  );
}

function People({ words }: { words: Samples }) {
  const { t } = useTranslation('common');
  return (
    <Stack>
      {[words.name, words.other, words.long].map((name, index) => (
        <div key={name} className={styles.person}>
          <Avatar id={`person-${index}`} name={name} size={index === 0 ? 'large' : 'medium'} />
          <span className={styles.personText}>
            <strong>
              <UserText>{name}</UserText>
            </strong>
            <Muted>
              <UserText>{words.post}</UserText> · {words.country}
            </Muted>
            <Presence state={(['online', 'away', 'offline'] as const)[index] ?? 'offline'} />
          </span>
        </div>
      ))}
      <Row>
        <Chip tone="primary" icon="shield">
          {words.roles.moderator}
        </Chip>
        <Chip>{words.roles.member}</Chip>
        <Chip lang="kk" icon="globe">
          Қазақша
        </Chip>
        <Chip tone="success">{t('states.saved')}</Chip>
        <Chip tone="warning">{t('states.offline')}</Chip>
        <Chip tone="danger">{t('states.notSent')}</Chip>
        <Chip tone="accent">{t('states.unread')}</Chip>
        <CountBadge label={t('states.unreadCount', { count: 7 })}>7</CountBadge>
      </Row>
    </Stack>
  );
}

function States({ words }: { words: Samples }) {
  const { t } = useTranslation('common');
  const [isLoading, setLoading] = useState(false);
  return (
    <Stack>
      <div>
        <NonOperationalBanner />
        <OfflineBanner waiting={3} />
        <NewVersionBanner onReload={() => undefined} />
      </div>
      <Skeleton />
      <EmptyState icon="message" action={<Button look="primary">{words.first}</Button>}>
        {words.empty}
      </EmptyState>
      <ErrorNote code="chat/roomArchived" onRetry={() => undefined}>
        {t('states.notSent')}
      </ErrorNote>
      <LoadMore hasMore isLoading={isLoading} onMore={() => setLoading(!isLoading)} status={t('ofTotal', { done: 20, total: 148 })} />
    </Stack>
  );
}

function Members({ words }: { words: Samples }) {
  const { t } = useTranslation('common');
  const format = useFormat();
  const rows = [
    { id: 'a', name: words.name, role: words.roles.moderator, online: true, count: 1_204 },
    { id: 'b', name: words.other, role: words.roles.member, online: false, count: 87 },
    { id: 'c', name: words.long, role: words.roles.member, online: true, count: 3 },
  ];
  return (
    <DataTable
      caption={words.room}
      rows={rows}
      rowKey={(row) => row.id}
      columns={[
        { id: 'name', header: words.columns.name, isRowName: true, cell: (row) => <UserText>{row.name}</UserText> },
        { id: 'country', header: words.columns.country, cell: () => words.country },
        { id: 'role', header: words.columns.role, cell: (row) => <Chip>{row.role}</Chip> },
        { id: 'status', header: words.columns.status, cell: (row) => <Presence state={row.online ? 'online' : 'offline'} /> },
        { id: 'count', header: words.columns.count, numeric: true, cell: (row) => <Ltr>{format.number(row.count)}</Ltr> },
        {
          id: 'actions',
          header: words.columns.actions,
          isActions: true,
          cell: (row) => <IconButton icon="edit" label={`${t('actions.edit')} ${row.name}`} />,
        },
      ]}
    />
  );
}

function MixedText({ words, language }: SpecimenProps) {
  const format = useFormat();
  const { t } = useTranslation('common');
  const [tab, setTab] = useState('one');
  const page = directionOfLanguage(language);
  return (
    <Stack>
      <div className={styles.bubbles}>
        {[words.incoming, words.mixed, 'Merci سلمى pour le document', 'Доброе утро, Айгүл', '14:00 – 15:30'].map((text) => (
          <div key={text} className={styles.bubble}>
            <UserBlock dir={directionOf(text, page)}>{text}</UserBlock>
          </div>
        ))}
        <div className={`${styles.bubble} ${styles.own}`}>
          <UserBlock dir={directionOf(words.own, page)}>{words.own}</UserBlock>
        </div>
      </div>
      <Tabs
        label={words.sections.text}
        selected={tab}
        onSelect={setTab}
        tabs={[
          { id: 'one', label: t('days.today'), content: format.dayHeading(noon, noon + 3 * day) },
          { id: 'two', label: t('days.yesterday'), content: `${format.date(noon)} · ${format.hijri(noon)}` },
          { id: 'three', label: t('days.tomorrow'), content: `${format.timeRange(noon, noon + 5_400_000)} · ${format.country('KZ')}` },
        ]}
      />
      <TabNav
        label={words.room}
        links={[
          { href: '/dev/ui', label: words.room, current: true },
          { href: '/', label: words.message, current: false },
        ]}
      />
      <p>
        <Ltr>+213 555 01 02</Ltr> · <Ltr>0 / 12</Ltr> · <Ltr>C++</Ltr> · <Ltr>(UTC+3)</Ltr> · <Ltr>{format.time(noon)}</Ltr> ·{' '}
        {format.bytes(14_000_000)} · {format.percent(0.8)}
      </p>
    </Stack>
  );
}
