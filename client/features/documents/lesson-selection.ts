import { Extension } from '@tiptap/core';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { relativePositionToAbsolutePosition, ySyncPluginKey } from '@tiptap/y-tiptap';
import type { Doc, RelativePosition, XmlFragment } from 'yjs';

interface Selection {
  anchor: RelativePosition | null;
  head: RelativePosition | null;
  absAnchor?: number | null;
  absHead?: number | null;
}
interface Binding {
  doc: Doc;
  type: XmlFragment;
  mapping: Map<never, never>;
  beforeTransactionSelection: Selection | null;
}

/** The place in numbers, only where the place in the text is lost. */
function fallback({ doc, type, mapping }: Binding, position: RelativePosition | null, number: number | null | undefined): number | null {
  const isFound = position !== null && relativePositionToAbsolutePosition(doc, type, position, mapping) !== null;
  return isFound ? null : (number ?? null);
}

/**
 * y-tiptap 3.0.9 takes a place that was found again for a wrong one whenever somebody else's letter has changed the text
 * of the block, and puts the caret at its old number: who types behind another person then types backwards. Its search
 * is left to the places that are really lost, as after a block was moved.
 */
function selectionPlugin(): Plugin {
  return new Plugin({
    key: new PluginKey('lessonSelection'),
    view(view) {
      const { binding } = ySyncPluginKey.getState(view.state) as { binding: Binding | null };
      if (!binding) return {};
      // Heard after y-tiptap's own listener, which notes the selection.
      const mend = (): void => {
        const noted = binding.beforeTransactionSelection;
        if (!noted) return;
        const { absAnchor, absHead } = noted;
        Object.defineProperties(noted, {
          absAnchor: { get: () => fallback(binding, noted.anchor, absAnchor) },
          absHead: { get: () => fallback(binding, noted.head, absHead) },
        });
      };
      binding.doc.on('beforeAllTransactions', mend);
      return { destroy: () => binding.doc.off('beforeAllTransactions', mend) };
    },
  });
}

/** After the extension of the collaboration, whose selection it mends. */
export const LessonSelection = Extension.create({
  name: 'lessonSelection',
  priority: 1,
  addProseMirrorPlugins: () => [selectionPlugin()],
});
