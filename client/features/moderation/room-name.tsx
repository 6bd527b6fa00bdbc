import { useTranslation } from 'react-i18next';
import { UserText } from '#client/ui/text.tsx';

/** The room something was written in; conversations of two people have no name. */
export function RoomName({ name }: { name: string }) {
  const { t } = useTranslation('moderation');
  return name === '' ? t('queue.direct') : <UserText>{name}</UserText>;
}
