import { useTranslation } from 'react-i18next';
import type { SpaceRole } from '#shared/access/permissions.ts';
import { Chip, type Tone } from '#client/ui/chip.tsx';

const tones: Record<SpaceRole, Tone> = {
  coordinator: 'accent',
  moderator: 'accent',
  trainer: 'primary',
  member: 'neutral',
  observer: 'neutral',
};

/** A role by the name of its task, which fits women and men alike. */
export function RoleChip({ role }: { role: SpaceRole }) {
  const { t } = useTranslation('spaces');
  return <Chip tone={tones[role]}>{t(`role.${role}`)}</Chip>;
}
