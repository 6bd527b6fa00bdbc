import { useTranslation } from 'react-i18next';
import { errorMessage } from '#client/kernel/error-message.ts';
import { useRoomState, useRoomStates } from '#client/kernel/personal.ts';
import { Menu } from '#client/ui/menu.tsx';
import { useToast } from '#client/ui/toast.tsx';
import { useDesk } from './room-desk.tsx';

const choices = ['all', 'mentions', 'none'] as const;

/** Of what in this room one wants to hear, on all devices: everything, mentions, nothing. Comes after the room, with its texts. */
export default function RoomBell() {
  const { t, i18n } = useTranslation('panels');
  const toast = useToast();
  const { roomId, roomName } = useDesk();
  const rooms = useRoomStates();
  const chosen = useRoomState(roomId)?.notices;
  if (!rooms || !chosen) return null;
  const choose = (notices: (typeof choices)[number]) =>
    rooms.setNotices(roomId, notices).then(
      () => toast({ text: t(`bell.chosen.${notices}`) }),
      (error: unknown) => toast({ tone: 'danger', text: errorMessage(i18n, error) }),
    );
  const items = choices.map((id) => ({ id, label: t(`bell.${id}`), selected: id === chosen, onSelect: () => void choose(id) }));
  return <Menu label={t('bell.label', { room: roomName })} icon={chosen === 'none' ? 'mute' : 'bell'} sections={[{ items }]} />;
}
