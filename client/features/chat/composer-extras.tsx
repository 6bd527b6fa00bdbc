import { useState } from 'react';
import type { Direction } from '#shared/kernel/fields.ts';
import { Late, PollDialog, TypingLine } from './composer-late.tsx';
import type { MentionPeople } from './composer-people.ts';
import { EmojiPicker } from './emoji-picker-lazy.tsx';
import type { OutgoingPoll, PollForm } from './poll-dialog-form.ts';
import styles from './composer.module.css';

/** Its height is kept, so that nothing moves when somebody begins to write. */
export function Who({ ids, nameOf }: { ids: readonly string[]; nameOf: MentionPeople['nameOf'] }) {
  const names = ids.slice(0, 2).flatMap((id) => nameOf({ kind: 'person', id }) ?? []);
  return (
    <div className={styles.who}>
      {ids.length > 0 && (
        <Late>
          <TypingLine names={names} count={ids.length} />
        </Late>
      )}
    </div>
  );
}

/** What opens over the page. */
export type Extra = 'emoji' | 'poll';

interface ExtrasProps {
  onPoll: ((poll: OutgoingPoll) => Promise<void>) | undefined;
  extra: Extra | undefined;
  fallback: Direction;
  onEmoji: (emoji: string) => void;
  onClose: () => void;
}

/** A poll that was begun waits for its dialog to be opened again. */
export function Extras({ extra, fallback, onPoll, onEmoji, onClose }: ExtrasProps) {
  const [form, setForm] = useState<PollForm>();
  return (
    <>
      {extra === 'emoji' && (
        <EmojiPicker
          onPick={(emoji) => {
            onClose();
            onEmoji(emoji);
          }}
          onClose={onClose}
        />
      )}
      {extra === 'poll' && onPoll && (
        <Late>
          <PollDialog form={form} onForm={setForm} fallback={fallback} onSend={onPoll} onClose={onClose} />
        </Late>
      )}
    </>
  );
}
