import type { Editor } from '@tiptap/core';
import { EditorContent, useEditor } from '@tiptap/react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { DocumentCard } from '#shared/features/documents/contract.ts';
import { directionOfLanguage } from '#shared/i18n/languages.ts';
import type { CollabState } from './collab-provider.ts';
import { lessonExtensions } from './lesson-extensions.ts';
import { LessonToolbar } from './lesson-toolbar.tsx';
import './lesson-text.css';
import styles from './lesson.module.css';

interface LessonEditorProps {
  card: DocumentCard;
  state: CollabState;
  isEditable: boolean;
  /** Told what puts text at the end of the lesson, and undefined when the editor goes. */
  onInsertable: (insert: (() => (text: string) => void) | undefined) => void;
}

function insertAtEnd(editor: Editor, text: string): void {
  const paragraphs = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => ({ type: 'paragraph', content: [{ type: 'text', text: line }] }));
  editor.chain().insertContentAt(editor.state.doc.content.size, paragraphs).focus('end').run();
}

/** The text itself, with everybody's carets. In a chunk of its own: nobody who only chats loads it. Remount it with the state's `generation`. */
export default function LessonEditor({ card, state, isEditable, onInsertable }: LessonEditorProps) {
  const { t } = useTranslation('documents');
  const direction = directionOfLanguage(card.language);
  const editor = useEditor({
    extensions: lessonExtensions({ doc: state.doc, awareness: state.awareness, fallback: direction }),
    editable: isEditable,
    // The document's language decides, not the reader's: a Russian lesson reads the same on an Arabic page.
    editorProps: {
      attributes: {
        dir: direction,
        lang: card.language,
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-label': card.title,
        class: 'lesson-text',
      },
    },
  });
  useEffect(() => {
    // Not told as a change of content: a mere change of rights must write nothing.
    editor.setEditable(isEditable, false);
  }, [editor, isEditable]);
  useEffect(() => {
    onInsertable(() => (text) => insertAtEnd(editor, text));
    return () => onInsertable(undefined);
  }, [editor, onInsertable]);
  return (
    <div className={styles.editor}>
      {isEditable && <LessonToolbar editor={editor} />}
      <div className={styles.sheet}>
        {editor.isEmpty && (
          <p className={styles.placeholder} dir={direction} lang={card.language} aria-hidden="true">
            {isEditable ? t('page.placeholder') : t('page.empty')}
          </p>
        )}
        <EditorContent editor={editor} className={styles.content} />
      </div>
    </div>
  );
}
