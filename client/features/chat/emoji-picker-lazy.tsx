import { lazy, Suspense } from 'react';
import { WithTexts } from '#client/kernel/i18n-react.tsx';
import type { EmojiPickerProps } from './emoji-picker.tsx';

const load = () => import('./emoji-picker.tsx');
const Picker = lazy(load);

/** Before it is asked for, when a finger or the focus comes near its button. */
export const preloadEmojiPicker = (): void => void load().catch(() => undefined);

/** The picker of emoji, fetched with its words when it is first shown. */
export function EmojiPicker(props: EmojiPickerProps) {
  return (
    <Suspense fallback={null}>
      <WithTexts of={['composing']} meanwhile={preloadEmojiPicker}>
        <Picker {...props} />
      </WithTexts>
    </Suspense>
  );
}
