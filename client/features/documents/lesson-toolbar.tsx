import { useEditorState, type Editor } from '@tiptap/react';
import { Bold, Highlighter, List, ListOrdered, Quote } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isSafeHref } from '#shared/features/documents/schema.ts';
import { Button, IconButton } from '#client/ui/button.tsx';
import { TextField } from '#client/ui/text-field.tsx';
import styles from './lesson.module.css';

/** These glyphs come with the editor, not with every page. */
const glyph = { size: 20, strokeWidth: 1.75, 'aria-hidden': true, focusable: false } as const;

type Style = 'paragraph' | 'heading1' | 'heading2' | 'heading3';
const styleNames: readonly Style[] = ['paragraph', 'heading1', 'heading2', 'heading3'];

function useMarks(editor: Editor) {
  return useEditorState({
    editor,
    selector: ({ editor: current }) => ({
      style:
        ([1, 2, 3] as const)
          .map((level): Style | undefined => (current.isActive('heading', { level }) ? `heading${level}` : undefined))
          .find(Boolean) ?? 'paragraph',
      bold: current.isActive('bold'),
      italic: current.isActive('italic'),
      code: current.isActive('code'),
      link: current.isActive('link'),
      bulletList: current.isActive('bulletList'),
      orderedList: current.isActive('orderedList'),
      blockquote: current.isActive('blockquote'),
      canUndo: current.can().undo(),
      canRedo: current.can().redo(),
    }),
  });
}

function setStyle(editor: Editor, style: string): void {
  const level = /^heading([123])$/.exec(style)?.[1];
  const chain = editor.chain().focus();
  if (level === undefined) chain.setParagraph().run();
  else chain.setHeading({ level: Number(level) as 1 | 2 | 3 }).run();
}

/** The author's choice for the blocks of the selection: the other direction than the one shown. */
function turnDirection(editor: Editor): void {
  const { $from } = editor.state.selection;
  const element = editor.view.nodeDOM($from.before(Math.max(1, $from.depth)));
  const shown = element instanceof HTMLElement && getComputedStyle(element).direction === 'ltr' ? 'ltr' : 'rtl';
  const dir = shown === 'ltr' ? 'rtl' : 'ltr';
  editor.chain().focus().updateAttributes($from.parent.type.name, { dir }).run();
}

/** What can be done with the text. One row that scrolls on a phone; arrow keys of the browser's own focus order. */
export function LessonToolbar({ editor }: { editor: Editor }) {
  const { t } = useTranslation('documents');
  const marks = useMarks(editor);
  const [isLinking, setIsLinking] = useState(false);
  const chain = () => editor.chain().focus();
  return (
    <>
      <div className={styles.toolbar} role="toolbar" aria-label={t('toolbar.label')}>
        <select
          className={styles.style}
          aria-label={t('toolbar.style')}
          value={marks.style}
          onChange={(event) => setStyle(editor, event.target.value)}
        >
          {styleNames.map((name) => (
            <option key={name} value={name}>
              {t(`toolbar.${name}`)}
            </option>
          ))}
        </select>
        <Toggle label={t('toolbar.bold')} isOn={marks.bold} onPress={() => chain().toggleBold().run()}>
          <Bold {...glyph} />
        </Toggle>
        <Toggle label={t('toolbar.italic')} isOn={marks.italic} onPress={() => chain().toggleItalic().run()}>
          <Highlighter {...glyph} />
        </Toggle>
        <Toggle label={t('toolbar.bulletList')} isOn={marks.bulletList} onPress={() => chain().toggleBulletList().run()}>
          <List {...glyph} />
        </Toggle>
        <Toggle label={t('toolbar.orderedList')} isOn={marks.orderedList} onPress={() => chain().toggleOrderedList().run()}>
          <ListOrdered {...glyph} />
        </Toggle>
        <Toggle label={t('toolbar.blockquote')} isOn={marks.blockquote} onPress={() => chain().toggleBlockquote().run()}>
          <Quote {...glyph} />
        </Toggle>
        <IconButton
          icon="link"
          label={t('toolbar.link')}
          aria-pressed={marks.link}
          onClick={() => (marks.link ? chain().extendMarkRange('link').unsetMark('link').run() : setIsLinking(true))}
        />
        <IconButton icon="direction" label={t('toolbar.direction')} onClick={() => turnDirection(editor)} />
        <IconButton icon="undo" label={t('toolbar.undo')} aria-disabled={!marks.canUndo} onClick={() => chain().undo().run()} />
        <IconButton icon="redo" label={t('toolbar.redo')} aria-disabled={!marks.canRedo} onClick={() => chain().redo().run()} />
      </div>
      {isLinking && <LinkForm editor={editor} onDone={() => setIsLinking(false)} />}
    </>
  );
}

function Toggle({ label, isOn, onPress, children }: { label: string; isOn: boolean; onPress: () => void; children: ReactNode }) {
  return (
    <button type="button" className={styles.toggle} aria-label={label} title={label} aria-pressed={isOn} onClick={onPress}>
      {children}
    </button>
  );
}

function LinkForm({ editor, onDone }: { editor: Editor; onDone: () => void }) {
  const { t } = useTranslation(['documents', 'common']);
  const [href, setHref] = useState('https://');
  const [isWrong, setIsWrong] = useState(false);
  function apply(): void {
    const address = href.trim();
    if (!isSafeHref(address)) return setIsWrong(true);
    const { from, to } = editor.state.selection;
    const text = from === to ? address : editor.state.doc.textBetween(from, to, ' ');
    editor
      .chain()
      .focus()
      .insertContent({ type: 'text', text, marks: [{ type: 'link', attrs: { href: address } }] })
      .run();
    onDone();
  }
  return (
    <form
      className={styles.linkForm}
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <TextField
        label={t('toolbar.linkAddress')}
        value={href}
        onChange={setHref}
        kind="url"
        error={isWrong ? t('toolbar.linkWrong') : undefined}
      />
      <Button type="submit" look="primary">
        {t('toolbar.linkApply')}
      </Button>
      <Button look="quiet" onClick={onDone}>
        {t('common:actions.cancel')}
      </Button>
    </form>
  );
}
