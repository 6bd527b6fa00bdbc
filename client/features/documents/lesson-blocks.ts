import { Extension, Mark, mergeAttributes } from '@tiptap/core';
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import { Plugin, PluginKey, type Transaction } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import { newBlockId } from '#shared/features/documents/block-id.ts';
import { isSafeHref } from '#shared/features/documents/schema.ts';
import { directionOf } from '#shared/i18n/direction.ts';
import type { Direction } from '#shared/kernel/fields.ts';

const blockTypes = ['paragraph', 'heading', 'bulletList', 'orderedList', 'listItem', 'blockquote', 'horizontalRule'];
/** Blocks that carry a direction of their own; what stands in a list item or quote carries its own too. */
const directed = new Set(['paragraph', 'heading', 'bulletList', 'orderedList', 'blockquote']);

const isFromOthers = (transaction: Transaction) => transaction.getMeta('y-sync$') !== undefined;

/** New blocks get an id, and of two with one id (after a paste) the later gets another. Only what was typed here is touched: a mere render writes nothing. */
function idsPlugin(): Plugin {
  return new Plugin({
    key: new PluginKey('blockIds'),
    appendTransaction(transactions, _before, state) {
      if (!transactions.some((transaction) => transaction.docChanged && !isFromOthers(transaction))) return null;
      const seen = new Set<unknown>();
      const { tr } = state;
      state.doc.descendants((node, position) => {
        if (!blockTypes.includes(node.type.name)) return;
        const { id } = node.attrs;
        if (id === null || seen.has(id)) tr.setNodeAttribute(position, 'id', newBlockId());
        else seen.add(id);
      });
      return tr.docChanged ? tr : null;
    },
  });
}

/** Where no author chose a direction, the words decide, as everywhere in the hub; shown, never stored. */
function directionPlugin(fallback: Direction): Plugin {
  const known = new WeakMap<ProseMirrorNode, Direction>();
  const of = (node: ProseMirrorNode) => {
    const found = known.get(node) ?? directionOf(node.textContent, fallback);
    known.set(node, found);
    return found;
  };
  function decorate(doc: ProseMirrorNode): DecorationSet {
    const shown: Decoration[] = [];
    doc.descendants((node, position) => {
      if (directed.has(node.type.name) && node.attrs['dir'] === null)
        shown.push(Decoration.node(position, position + node.nodeSize, { dir: of(node) }));
      return !node.isTextblock;
    });
    return DecorationSet.create(doc, shown);
  }
  return new Plugin<DecorationSet>({
    key: new PluginKey('blockDirections'),
    state: {
      init: (_config, state) => decorate(state.doc),
      apply: (transaction, current) => (transaction.docChanged ? decorate(transaction.doc) : current),
    },
    props: {
      decorations(state) {
        return this.getState(state);
      },
    },
  });
}

/** The stable id and the chosen direction of every block. */
export const BlockAttributes = Extension.create<{ fallback: Direction }>({
  name: 'blockAttributes',
  addOptions: () => ({ fallback: 'rtl' }),
  addGlobalAttributes() {
    return [
      {
        types: blockTypes,
        attributes: {
          id: {
            default: null,
            keepOnSplit: false,
            parseHTML: (element) => element.dataset['block'] ?? null,
            renderHTML: ({ id }) => (id === null ? {} : { 'data-block': id as string }),
          },
          dir: {
            default: null,
            parseHTML: (element) => (element.dataset['dir'] === 'rtl' || element.dataset['dir'] === 'ltr' ? element.dataset['dir'] : null),
            renderHTML: ({ dir }) => (dir === null ? {} : { dir: dir as string, 'data-dir': dir as string }),
          },
        },
      },
    ];
  },
  addProseMirrorPlugins() {
    return [idsPlugin(), directionPlugin(this.options.fallback)];
  },
});

/** Links to the web and to mail; the schema keeps nothing but the address. */
export const LessonLink = Mark.create({
  name: 'link',
  inclusive: false,
  addAttributes: () => ({ href: { default: null } }),
  parseHTML: () => [{ tag: 'a[href]', getAttrs: (element) => (isSafeHref(element.getAttribute('href')) ? null : false) }],
  renderHTML: ({ HTMLAttributes }) => ['a', mergeAttributes(HTMLAttributes, { rel: 'noopener noreferrer nofollow', target: '_blank' }), 0],
});
