import { useTranslation } from 'react-i18next';
import type { Room, Space } from '#shared/features/spaces/contract.ts';
import { accessKinds, maxBannerText, postBys, receiptKinds, roomKinds } from '#shared/features/spaces/room.ts';
import { autonyms, contentLanguages, directionOfLanguage } from '#shared/i18n/languages.ts';
import { RadioGroup, Switch } from '#client/ui/choices.tsx';
import { Icon } from '#client/ui/icon.tsx';
import { Select } from '#client/ui/select.tsx';
import { Muted } from '#client/ui/text.tsx';
import { TextArea } from '#client/ui/text-area.tsx';
import { TextField } from '#client/ui/text-field.tsx';
import { pauses, untilChoiceOf, useDuration, useUntilOptions } from './room-times.ts';
import styles from './manage.module.css';

const maxName = 80;
const maxPurpose = 300;

/** How a room is used, while it is being set. */
export interface RoomForm extends Pick<
  Room,
  'name' | 'purpose' | 'bannerText' | 'language' | 'kind' | 'postBy' | 'receipts' | 'hasVoiceNotes' | 'access'
> {
  /** Seconds; 0: none. */
  slowMode: number;
  slowUntil: string;
}

/** A new room is like most: everybody writes, nobody sees who read, nothing is spoken. */
export function formOf(space: Space, room: Room | undefined): RoomForm {
  return {
    name: room?.name ?? '',
    purpose: room?.purpose ?? '',
    bannerText: room?.bannerText ?? '',
    language: room?.language ?? space.language,
    kind: room?.kind ?? 'chat',
    postBy: room?.postBy ?? 'members',
    receipts: room?.receipts ?? 'off',
    hasVoiceNotes: room?.hasVoiceNotes ?? false,
    access: room?.access ?? 'space',
    slowMode: room?.slowModeSeconds ?? 0,
    slowUntil: untilChoiceOf(room?.slowModeUntil),
  };
}

export const isComplete = ({ name, purpose, bannerText }: RoomForm): boolean =>
  name.trim() !== '' && name.length <= maxName && purpose.length <= maxPurpose && bannerText.length <= maxBannerText;

interface FieldsProps {
  space: Space;
  room: Room | undefined;
  form: RoomForm;
  onChange: (changes: Partial<RoomForm>) => void;
}

export function RoomFormFields(props: FieldsProps) {
  return (
    <>
      <WordFields {...props} />
      <AccessFields {...props} />
      <WritingFields {...props} />
      <ReadingFields {...props} />
    </>
  );
}

function WordFields({ form, onChange }: FieldsProps) {
  const { t } = useTranslation('rooms');
  const fallback = directionOfLanguage(form.language);
  return (
    <>
      <TextField
        label={t('manage.rooms.name')}
        required
        value={form.name}
        onChange={(name) => onChange({ name })}
        maxCharacters={maxName}
      />
      <TextArea
        label={t('manage.rooms.purpose')}
        optional
        rows={2}
        value={form.purpose}
        onChange={(purpose) => onChange({ purpose })}
        fallback={fallback}
        maxCharacters={maxPurpose}
      />
      <TextArea
        label={t('form.banner')}
        hint={t('form.bannerHint')}
        optional
        rows={2}
        value={form.bannerText}
        onChange={(bannerText) => onChange({ bannerText })}
        fallback={fallback}
        maxCharacters={maxBannerText}
      />
      <Select
        label={t('manage.rooms.language')}
        value={form.language}
        onChange={(language) => onChange({ language })}
        options={contentLanguages.map((tag) => ({ value: tag, label: autonyms[tag], lang: tag }))}
      />
    </>
  );
}

function AccessFields({ room, form, onChange }: FieldsProps) {
  const { t } = useTranslation('rooms');
  if (room?.access === 'chosen')
    return (
      <p className={styles.note}>
        <Icon name="lock" /> <Muted>{t('form.chosenStays')}</Muted>
      </p>
    );
  return (
    <>
      <RadioGroup
        label={t('form.access')}
        value={form.access}
        onChange={(access) => onChange({ access })}
        options={accessKinds.map((value) => ({
          value,
          label: t(`form.accesses.${value}`),
          ...(value === 'chosen' && { hint: t('form.chosenHint') }),
        }))}
      />
      {room && form.access === 'chosen' && (
        <p className={styles.note} role="status">
          <Icon name="warning" /> {t('form.chosenNow')}
        </p>
      )}
    </>
  );
}

function WritingFields({ room, form, onChange }: FieldsProps) {
  const { t } = useTranslation('rooms');
  const duration = useDuration();
  const untilOptions = useUntilOptions(room?.slowModeUntil);
  // One that was set otherwise, by a program, stays among the choices.
  const offered = [...new Set([...pauses, ...(form.slowMode > 0 ? [form.slowMode] : [])])].sort((one, other) => one - other);
  return (
    <>
      {!room && (
        <RadioGroup
          label={t('manage.rooms.kind')}
          value={form.kind}
          onChange={(kind) => onChange({ kind })}
          options={roomKinds.map((value) => ({ value, label: t(`manage.rooms.kinds.${value}`) }))}
        />
      )}
      {form.kind === 'chat' && (
        <RadioGroup
          label={t('form.postBy')}
          value={form.postBy}
          onChange={(postBy) => onChange({ postBy })}
          options={postBys.map((value) => ({ value, label: t(`form.postBys.${value}`) }))}
        />
      )}
      {room && (
        <Select
          label={t('form.slow')}
          hint={t('form.slowHint')}
          value={String(form.slowMode)}
          onChange={(value) => onChange({ slowMode: Number(value) })}
          options={[
            { value: '0', label: t('form.slowOff') },
            ...offered.map((value) => ({ value: String(value), label: duration(value) })),
          ]}
        />
      )}
      {room && form.slowMode > 0 && (
        <Select label={t('until.label')} value={form.slowUntil} onChange={(slowUntil) => onChange({ slowUntil })} options={untilOptions} />
      )}
    </>
  );
}

function ReadingFields({ form, onChange }: FieldsProps) {
  const { t } = useTranslation('rooms');
  return (
    <>
      <RadioGroup
        label={t('form.receipts')}
        hint={t('form.receiptsHint')}
        value={form.receipts}
        onChange={(receipts) => onChange({ receipts })}
        options={receiptKinds.map((value) => ({ value, label: t(`form.receiptsOf.${value}`) }))}
      />
      <Switch
        label={t('form.voice')}
        hint={t('form.voiceHint')}
        checked={form.hasVoiceNotes}
        onChange={(hasVoiceNotes) => onChange({ hasVoiceNotes })}
      />
    </>
  );
}
