import { useTranslation } from 'react-i18next';
import { spaceRoles } from '#shared/access/permissions.ts';
import { mentionSource, parseMention } from '#shared/features/chat/mentions.ts';
import type { SnapshotLine } from '#shared/features/moderation/contract.ts';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { Icon } from '#client/ui/icon.tsx';
import { Muted, UserBlock, UserText } from '#client/ui/text.tsx';
import styles from './moderation.module.css';

/** People's tokens were replaced by their names; those of roles and of the whole space get our words. */
export function useMentionWords(): (text: string) => string {
  const { t } = useTranslation('spaces');
  return (text) =>
    text.replace(new RegExp(mentionSource, 'g'), (token) => {
      const mention = parseMention(token);
      if (mention?.kind === 'space') return `@${t('members.all')}`;
      const role = mention?.kind === 'role' ? spaceRoles.find((known) => known === mention.role) : undefined;
      return role === undefined ? '@…' : `@${t(`role.${role}`)}`;
    });
}

/** By name only: what hangs on a reported message is looked at when somebody asks for it. */
function FileNames({ attachments }: Pick<SnapshotLine, 'attachments'>) {
  return attachments.map(({ fileId, name, summary }) => (
    <p key={fileId} className={styles.file}>
      <Icon name="attach" />
      <span>
        <bdi>{name}</bdi>
        {summary !== undefined && (
          <>
            {' '}
            <UserText>{summary}</UserText>
          </>
        )}
      </span>
    </p>
  ));
}

/** Messages as they were copied: the one in question stands out. */
export function SnapshotLines({ lines, isTarget = false }: { lines: readonly SnapshotLine[]; isTarget?: boolean }) {
  const { t } = useTranslation('moderation');
  const format = useFormat();
  const words = useMentionWords();
  return (
    <ul className={styles.lines}>
      {lines.map((line) => (
        <li key={`${line.seq} ${line.text}`} className={isTarget ? styles.target : styles.line} data-line={line.seq}>
          {line.isGone ? (
            <Muted>{t('detail.gone')}</Muted>
          ) : (
            <>
              <p className={styles.byline}>
                <strong>
                  <UserText>{line.authorName}</UserText>
                </strong>
                <span>{format.dateTime(line.at)}</span>
              </p>
              {line.text !== '' && <UserBlock dir={line.direction}>{words(line.text)}</UserBlock>}
              <FileNames attachments={line.attachments} />
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
