import { useLayoutEffect, useRef, type RefObject } from 'react';
import { applyFormat, insertAt, type Format, type Selection, type Written } from './composer-format.ts';
import type { Writing } from './composer-text.ts';

export interface FieldEdits {
  insert(piece: string): void;
  format(format: Format): void;
}

/** Changes of the text that do not come from its keyboard; the caret stands where it would, and the focus with it. */
export function useFieldEdits(field: RefObject<HTMLTextAreaElement | null>, writing: Writing): FieldEdits {
  const wanted = useRef<Selection>(undefined);
  useLayoutEffect(() => {
    // React puts the caret behind a text it has set.
    if (!wanted.current || !field.current) return;
    field.current.focus();
    field.current.setSelectionRange(wanted.current.start, wanted.current.end);
    wanted.current = undefined;
  });
  function change(make: (selection: Selection) => Written): void {
    const end = writing.state.text.length;
    const { selectionStart = end, selectionEnd = end } = field.current ?? {};
    const { state, selection } = make({ start: selectionStart, end: selectionEnd });
    wanted.current = selection;
    writing.set(state);
  }
  return {
    insert: (piece) => change((selection) => insertAt(writing.state, selection, piece)),
    format: (format) => change((selection) => applyFormat(writing.state, selection, format)),
  };
}
