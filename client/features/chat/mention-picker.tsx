import { useEffect, useImperativeHandle, useState, type KeyboardEvent, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { bestNames } from '#client/kernel/name-match.ts';
import { Avatar } from '#client/ui/avatar.tsx';
import { useAnnouncer } from '#client/ui/announcer.tsx';
import { Icon } from '#client/ui/icon.tsx';
import { optionKey } from '#client/ui/option-keys.ts';
import { Muted, UserText } from '#client/ui/text.tsx';
import type { MentionOption } from './mention-field.tsx';
import styles from './mention-picker.module.css';

/** As many as a phone shows above its keyboard, and some to scroll to. */
const maxShown = 12;

export interface MentionPickerHandle {
  /** Whether the key was one of the list's, and is done with. */
  takeKey(event: KeyboardEvent): boolean;
}

export interface MentionPickerProps {
  id: string;
  options: readonly MentionOption[];
  asked: string;
  onChoose: (option: MentionOption) => void;
  onClose: () => void;
  /** The id of the option the keys stand on, for the field's `aria-activedescendant`. */
  onActive: (id: string | undefined) => void;
  ref: Ref<MentionPickerHandle>;
}

/** The list below an `@`: the caret stays in the text, the arrow keys move the choice, a tap takes it. */
export default function MentionPicker({ id, options, asked, onChoose, onClose, onActive, ref }: MentionPickerProps) {
  const { t } = useTranslation('composing');
  const found = bestNames(options, asked, ({ name, otherName }) => (otherName === undefined ? [name] : [name, otherName])).slice(
    0,
    maxShown,
  );
  const count = found.length;
  const { active, move } = useChoice({ id, asked, count, onActive });

  useImperativeHandle(ref, () => ({
    takeKey(event) {
      const step = optionKey(event.nativeEvent, { count, active, hasTab: true });
      if (!step) return false;
      event.preventDefault();
      const option = found[active];
      if (step.do === 'close') onClose();
      else if (step.do === 'move') move(step.to);
      else if (option) onChoose(option);
      return true;
    },
  }));
  return (
    <div className={styles.popup}>
      <ul
        id={id}
        role="listbox"
        aria-label={t('mention.label')}
        className={styles.list}
        tabIndex={0}
        // The text keeps the focus, and with it the keyboard of a phone.
        onMouseDown={(event) => event.preventDefault()}
      >
        {found.map((option, index) => (
          <Option key={option.key} id={`${id}-${index}`} option={option} isActive={index === active} onChoose={onChoose} />
        ))}
      </ul>
      {count === 0 && <p className={styles.nobody}>{t('mention.nobody')}</p>}
    </div>
  );
}

interface Choice {
  id: string;
  asked: string;
  count: number;
  onActive: MentionPickerProps['onActive'];
}

/** Which option the keys stand on; told to the field, and how many there are to the ear. */
function useChoice({ id, asked, count, onActive }: Choice) {
  const { t } = useTranslation('composing');
  const announcer = useAnnouncer();
  const [chosen, setChosen] = useState({ asked, index: 0 });
  // What was typed since makes another list: the choice begins at its top.
  const active = Math.min(chosen.asked === asked ? chosen.index : 0, count - 1);
  const activeId = active >= 0 ? `${id}-${active}` : undefined;

  useEffect(() => announcer.announceState({ text: t('mention.found', { count }) }), [announcer, t, count, asked]);
  useEffect(() => () => onActive(undefined), [onActive]);
  useEffect(() => {
    onActive(activeId);
    if (activeId !== undefined) document.getElementById(activeId)?.scrollIntoView({ block: 'nearest' });
  }, [activeId, onActive]);
  return { active, move: (index: number) => setChosen({ asked, index }) };
}

interface OptionProps {
  id: string;
  option: MentionOption;
  isActive: boolean;
  onChoose: (option: MentionOption) => void;
}

function Option({ id, option, isActive, onChoose }: OptionProps) {
  const { mention, name, otherName, detail } = option;
  return (
    <li id={id} role="option" aria-selected={isActive} className={styles.option} onClick={() => onChoose(option)}>
      {mention.kind === 'person' ? (
        <Avatar id={mention.id} name={name} size="small" />
      ) : (
        <span className={styles.many}>
          <Icon name="people" />
        </span>
      )}
      <span className={styles.names}>
        <span className={styles.name}>
          <UserText>{name}</UserText>
        </span>
        {(otherName !== undefined || detail !== undefined) && (
          <Muted>
            {otherName !== undefined && <UserText>{otherName}</UserText>}
            {otherName !== undefined && detail !== undefined && ' · '}
            {detail}
          </Muted>
        )}
      </span>
    </li>
  );
}
