import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { people, Settings } from '#shared/features/people/contract.ts';
import type { InputOf } from '#shared/kernel/contract.ts';
import { usePageDirection } from '#client/kernel/i18n-react.tsx';
import { askPermission, createNotices, noticePermission, type Notices } from '#client/kernel/notify.ts';
import { noticeWords, type NoticePermission } from '#client/kernel/notify-rules.ts';
import { Button } from '#client/ui/button.tsx';
import { RadioGroup } from '#client/ui/choices.tsx';
import { Icon } from '#client/ui/icon.tsx';
import { Section } from '#client/ui/page.tsx';
import styles from './people.module.css';

interface NoticeSettingsProps {
  settings: Settings;
  change: (part: InputOf<typeof people, 'updateMySettings'>) => void;
}

const kinds = ['all', 'mentions', 'off'] as const;
const contents = ['none', 'sender', 'full'] as const;

/** Sound and notices of new messages. The wish is the person's, the permission this browser's. */
export function NoticeSettings({ settings, change }: NoticeSettingsProps) {
  const { t } = useTranslation('notices');
  const [permission, setPermission] = useState(noticePermission);
  const options = kinds.map((kind) => ({ value: kind, label: t(`kinds.${kind}`) }));
  // The browser asks only in answer to this press, as the person expects it then.
  const ask = (): void => void askPermission().then(setPermission);
  return (
    <Section title={t('title')}>
      <p className={styles.note}>{t('lead')}</p>
      <RadioGroup
        label={t('sound')}
        hint={t('soundHint')}
        row
        value={settings.sound}
        onChange={(sound) => change({ sound })}
        options={options}
      />
      <RadioGroup
        label={t('desktop')}
        hint={t('desktopHint')}
        row
        value={settings.desktopNotices}
        onChange={(desktopNotices) => {
          if (desktopNotices !== 'off' && permission === 'default') ask();
          change({ desktopNotices });
        }}
        options={options}
      />
      {settings.desktopNotices !== 'off' && <Permission permission={permission} onAsk={ask} />}
      {settings.desktopNotices !== 'off' && (
        <RadioGroup
          label={t('content')}
          hint={t('contentHint')}
          value={settings.noticeContent}
          onChange={(noticeContent) => change({ noticeContent })}
          options={contents.map((content) => ({ value: content, label: t(`contents.${content}`) }))}
        />
      )}
      {(settings.sound !== 'off' || settings.desktopNotices !== 'off') && <Trial settings={settings} />}
    </Section>
  );
}

/** What keeps notices from being shown on this device, and what can be done. */
function Permission({ permission, onAsk }: { permission: NoticePermission; onAsk: () => void }) {
  const { t } = useTranslation('notices');
  if (permission === 'granted') return null;
  return (
    <div role="status" className={styles.permission}>
      <p>
        <Icon name="info" size={18} />
        <span>{t(`permission.${permission}`)}</span>
      </p>
      {permission === 'default' && (
        <Button icon="bell" onClick={onAsk}>
          {t('allow')}
        </Button>
      )}
    </div>
  );
}

/** Shows a sample as it would be shown of a message, though the page is looked at. */
function Trial({ settings }: { settings: Settings }) {
  const { t } = useTranslation(['notices', 'common']);
  const direction = usePageDirection();
  const notices = useRef<Notices>(undefined);
  const [isTried, setTried] = useState(false);
  useEffect(() => setTried(false), [settings]);

  async function tryIt(): Promise<void> {
    notices.current ??= createNotices();
    const of = { sender: t('notices:sample.sender'), room: t('notices:sample.room'), text: t('notices:sample.text'), direction };
    const words = noticeWords(settings.noticeContent, of, {
      title: t('common:hubName'),
      body: t('common:states.unreadCount', { count: 1 }),
    });
    if (settings.sound !== 'off') await notices.current.playTone();
    if (settings.desktopNotices !== 'off') await notices.current.show({ ...words, tag: 'trial', path: '/me/settings' }, () => undefined);
    setTried(true);
  }
  return (
    <div className={styles.permission}>
      <Button icon="bell" onClick={() => void tryIt().catch(() => setTried(true))}>
        {t('notices:test')}
      </Button>
      <p role="status">{isTried && t('notices:tested')}</p>
    </div>
  );
}
