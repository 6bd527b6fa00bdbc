import { useEffect, useRef, useState } from 'react';
import type { Mention } from '#shared/features/chat/mentions.ts';
import { directionOf } from '#shared/i18n/direction.ts';
import type { Direction } from '#shared/kernel/fields.ts';
import { useUnsaved } from '#client/kernel/page-providers.tsx';
import type { DraftText } from '#client/kernel/session.tsx';
import { fromStored, toStored, type MentionText } from './mention-input.ts';

/** What the composer is for now. The draft stays as it is while a message is edited. */
export type ComposerMode =
  | { kind: 'new' }
  | { kind: 'reply'; seq: number }
  /** `text` as it is stored. A newer `revision` of the same message keeps what was written since. With files the text may be empty. */
  | { kind: 'edit'; seq: number; revision: number; text: string; direction: Direction; hasFiles?: boolean };

/** The text being written, as it is seen and as it is stored. */
export interface Writing {
  state: MentionText;
  stored: string;
  direction: Direction;
  set(state: MentionText): void;
  /** The other direction than the one shown, until the message has left. */
  turn(): void;
  clear(): void;
}

interface Edited {
  seq: number;
  text: string;
  turned: Direction | undefined;
}

function editedOf({ seq, text, direction }: Extract<ComposerMode, { kind: 'edit' }>, fallback: Direction): Edited {
  return { seq, text, turned: directionOf(text, fallback) === direction ? undefined : direction };
}

/** The draft, or the message that is edited: in its place, and gone with it. */
function usePlace(draft: DraftText, mode: ComposerMode, fallback: Direction) {
  const [edited, setEdited] = useState<Edited>();
  const [turned, setTurned] = useState<Direction>();
  const isEdit = mode.kind === 'edit';
  const current = isEdit ? (edited?.seq === mode.seq ? edited : editedOf(mode, fallback)) : undefined;
  if (current !== edited) setEdited(current);
  useUnsavedEdit(isEdit && current?.text !== mode.text);
  if (!current) return { stored: draft.text, setStored: draft.set, turned, setTurned };
  return {
    stored: current.text,
    setStored: (text: string) => setEdited({ ...current, text }),
    turned: current.turned,
    setTurned: (direction: Direction | undefined) => setEdited((last) => last && { ...last, turned: direction }),
  };
}

/** A draft outlives the page; what is changed in a message does not. */
function useUnsavedEdit(isChanged: boolean): void {
  const unsaved = useUnsaved();
  const now = useRef(isChanged);
  useEffect(() => {
    now.current = isChanged;
  });
  useEffect(() => unsaved.add('messages', () => now.current), [unsaved]);
}

interface WritingOptions {
  draft: DraftText;
  mode: ComposerMode;
  /** Direction of an empty text. */
  fallback: Direction;
  nameOf: (mention: Mention) => string | undefined;
}

/** The text as it is now; a stored text whose names are known since is shown with them. */
export function shownState(state: MentionText, stored: string, nameOf: WritingOptions['nameOf']): MentionText {
  if (toStored(state) === stored && !state.text.includes('<@')) return state;
  const named = fromStored(stored, nameOf);
  return named.text === state.text && named.mentions.length === state.mentions.length ? state : named;
}

export function useWriting({ draft, mode, fallback, nameOf }: WritingOptions): Writing {
  const { stored, setStored, turned, setTurned } = usePlace(draft, mode, fallback);
  const [last, setLast] = useState(() => fromStored(stored, nameOf));
  const state = shownState(last, stored, nameOf);
  if (state !== last) setLast(state);
  const direction = turned ?? directionOf(stored, fallback);
  return {
    ...{ state, stored, direction },
    set(next) {
      setLast(next);
      setStored(toStored(next));
    },
    turn: () => setTurned(direction === 'rtl' ? 'ltr' : 'rtl'),
    clear() {
      setStored('');
      setTurned(undefined);
    },
  };
}
