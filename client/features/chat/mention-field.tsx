import {
  lazy,
  Suspense,
  useCallback,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
  type ComponentProps,
  type KeyboardEvent,
  type RefObject,
} from 'react';
import type { Mention } from '#shared/features/chat/mentions.ts';
import { WithTexts } from '#client/kernel/i18n-react.tsx';
import { GrowingText } from '#client/ui/text-area.tsx';
import { editText, insertMention, queryAt, type MentionQuery, type MentionText } from './mention-input.ts';
import type { MentionPickerHandle, MentionPickerProps } from './mention-picker.tsx';
import styles from './mention-field.module.css';

/** Somebody, or several, who may be named. */
export interface MentionOption {
  key: string;
  mention: Mention;
  /** What is written into the text behind the `@`. */
  name: string;
  /** A second name she is found by, as in Latin letters. */
  otherName?: string | undefined;
  /** Tells two people of one name apart: country, post. */
  detail?: string | undefined;
}

const loadPicker = () => import('./mention-picker.tsx');
const MentionPicker = lazy(loadPicker);

interface MentionFieldProps extends Omit<ComponentProps<typeof GrowingText>, 'value' | 'onChange'> {
  value: MentionText;
  onChange: (value: MentionText) => void;
  /** Who may be named here; asked for only after the first `@`, when `onAsk` was called. */
  options: readonly MentionOption[];
  onAsk?: () => void;
}

/** A text that grows, in which `@` offers names. The keys of the list come before the field's own. */
export function MentionField({ value, onChange, options, onAsk, onKeyDown, ref, ...rest }: MentionFieldProps) {
  const listId = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<MentionPickerHandle>(null);
  const { query, active, setActive, look, hide, close, choose } = useQuery({ field, value, onChange });
  useImperativeHandle(ref, () => field.current as HTMLTextAreaElement);

  function onText(text: string): void {
    const next = editText(value, text);
    onChange(next);
    if (look(next)) onAsk?.();
  }
  function onKey(event: KeyboardEvent<HTMLTextAreaElement>): void {
    if (query && picker.current?.takeKey(event)) return;
    onKeyDown?.(event);
  }
  return (
    <div className={styles.anchor}>
      <GrowingText
        {...rest}
        ref={field}
        value={value.text}
        onChange={onText}
        onKeyDown={onKey}
        onSelect={() => look(value)}
        onBlur={hide}
        aria-autocomplete="list"
        aria-controls={query ? listId : undefined}
        aria-activedescendant={query ? active : undefined}
      />
      {query && (
        <Popup id={listId} ref={picker} asked={query.asked} options={options} onActive={setActive} onClose={close} onChoose={choose} />
      )}
    </div>
  );
}

/** The list and its words are fetched with the first `@`. */
function Popup(props: MentionPickerProps) {
  return (
    <Suspense fallback={null}>
      <WithTexts of={['composing']} meanwhile={() => void loadPicker().catch(() => undefined)}>
        <MentionPicker {...props} />
      </WithTexts>
    </Suspense>
  );
}

interface QueryOptions {
  field: RefObject<HTMLTextAreaElement | null>;
  value: MentionText;
  onChange: (value: MentionText) => void;
}

/** What is asked at the caret; after Escape not again before another `@`. */
function useQuery({ field, value, onChange }: QueryOptions) {
  const [query, setQuery] = useState<MentionQuery>();
  const [active, setActive] = useState<string>();
  const dismissed = useRef<number>(undefined);
  const caret = useRef<number>(undefined);

  useLayoutEffect(() => {
    // React puts the caret behind a text it has set; it belongs behind the name.
    if (caret.current === undefined || !field.current) return;
    field.current.setSelectionRange(caret.current, caret.current);
    caret.current = undefined;
  });
  function look(state: MentionText): boolean {
    // The caret is told before a change that is still to be shown; the change looks for itself.
    if (!field.current || field.current.value !== state.text) return false;
    const { selectionStart, selectionEnd } = field.current;
    const found = selectionStart === selectionEnd ? queryAt(state, selectionStart) : undefined;
    if (found?.start !== dismissed.current) dismissed.current = undefined;
    const next = found && found.start === dismissed.current ? undefined : found;
    setQuery((last) => (last?.start === next?.start && last?.asked === next?.asked ? last : next));
    return next !== undefined;
  }
  const hide = useCallback(() => setQuery(undefined), []);
  const close = useCallback(() => {
    dismissed.current = query?.start;
    setQuery(undefined);
  }, [query?.start]);
  function choose(option: Pick<MentionOption, 'mention' | 'name'>): void {
    if (!query) return;
    const chosen = insertMention(value, query, { mention: option.mention, name: option.name });
    caret.current = chosen.caret;
    onChange(chosen.state);
    setQuery(undefined);
  }
  return { query, active, setActive, look, hide, close, choose };
}
