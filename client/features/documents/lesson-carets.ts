import { Extension } from '@tiptap/core';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';
import { absolutePositionToRelativePosition, relativePositionToAbsolutePosition, ySyncPluginKey } from '@tiptap/y-tiptap';
import type { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { AwarenessUser } from '#shared/features/documents/wire.ts';

interface Place {
  anchor: number;
  head: number;
}
type SyncState = { doc: Y.Doc; type: Y.XmlFragment; binding: { mapping: Map<Y.AbstractType<unknown>, never> } | null };

const syncState = (view: EditorView): SyncState | undefined => ySyncPluginKey.getState(view.state) as SyncState | undefined;

/** Where another person's selection lies in this document; undefined when it points at nothing here (yet). */
function placeOf(view: EditorView, cursor: unknown): Place | undefined {
  const sync = syncState(view);
  if (!sync?.binding || cursor === null || typeof cursor !== 'object') return undefined;
  const { anchor, head } = cursor as { anchor?: unknown; head?: unknown };
  const resolve = (position: unknown) => {
    try {
      return relativePositionToAbsolutePosition(sync.doc, sync.type, Y.createRelativePositionFromJSON(position), sync.binding!.mapping);
    } catch {
      // Anybody may send anything as a position; one that is none is not drawn.
      return null;
    }
  };
  const [from, to] = [resolve(anchor), resolve(head)];
  if (from === null || to === null) return undefined;
  const end = view.state.doc.content.size;
  return { anchor: Math.min(from, end), head: Math.min(to, end) };
}

/** `isBeyondMiddle`: the name hangs towards the middle, so that it never leaves the page. */
function caretElement(user: AwarenessUser, place: Place, isBeyondMiddle: boolean): HTMLElement {
  const caret = document.createElement('span');
  caret.className = isBeyondMiddle ? 'lesson-caret lesson-caret-late' : 'lesson-caret';
  caret.dataset['position'] = String(place.head);
  const name = document.createElement('bdi');
  name.className = 'lesson-caret-name';
  name.textContent = user.name;
  caret.append(name);
  return caret;
}

/**
 * Draws the carets of others over the text, never in it: an element inside a word can part Arabic letters, and splits a
 * lam-alif wherever it stands.
 */
class CaretLayer {
  readonly #view: EditorView;
  readonly #awareness: Awareness;
  readonly #layer = document.createElement('div');
  readonly #resize: ResizeObserver;
  #frame = 0;

  constructor(view: EditorView, awareness: Awareness) {
    this.#view = view;
    this.#awareness = awareness;
    this.#layer.className = 'lesson-carets';
    this.#layer.setAttribute('aria-hidden', 'true');
    view.dom.parentElement?.append(this.#layer);
    this.#resize = new ResizeObserver(this.#schedule);
    this.#resize.observe(view.dom);
    awareness.on('change', this.#schedule);
    view.dom.addEventListener('focusin', this.#tell);
    view.dom.addEventListener('focusout', this.#withdraw);
  }

  update(): void {
    if (this.#view.hasFocus()) this.#tell();
    this.#schedule();
  }

  destroy(): void {
    cancelAnimationFrame(this.#frame);
    this.#resize.disconnect();
    this.#awareness.off('change', this.#schedule);
    this.#view.dom.removeEventListener('focusin', this.#tell);
    this.#view.dom.removeEventListener('focusout', this.#withdraw);
    this.#layer.remove();
  }

  /** One's own selection, as positions that stay right while others write. */
  readonly #tell = (): void => {
    const sync = syncState(this.#view);
    if (!sync?.binding || this.#awareness.getLocalState() === null) return;
    const { anchor, head } = this.#view.state.selection;
    const relative = (position: number) => absolutePositionToRelativePosition(position, sync.type, sync.binding!.mapping) as unknown;
    const cursor = { anchor: relative(anchor), head: relative(head) };
    const known: unknown = this.#awareness.getLocalState()?.['cursor'];
    if (JSON.stringify(known) !== JSON.stringify(cursor)) this.#awareness.setLocalStateField('cursor', cursor);
  };

  readonly #withdraw = (): void => {
    if (this.#awareness.getLocalState() !== null) this.#awareness.setLocalStateField('cursor', null);
  };

  readonly #schedule = (): void => {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#draw());
  };

  #draw(): void {
    const drawn: HTMLElement[] = [];
    const origin = this.#layer.getBoundingClientRect();
    for (const [client, state] of this.#awareness.getStates()) {
      const user = state['user'] as AwarenessUser | undefined;
      const place = client === this.#awareness.clientID || !user ? undefined : placeOf(this.#view, state['cursor']);
      if (user && place) drawn.push(...this.#drawOne(user, place, origin));
    }
    this.#layer.replaceChildren(...drawn);
  }

  #drawOne(user: AwarenessUser, place: Place, origin: DOMRect): HTMLElement[] {
    const put = (element: HTMLElement, rect: { left: number; top: number; width: number; height: number }) => {
      element.style.setProperty('--person', `var(--caret-${(Number(user.colour) % 8) + 1})`);
      // Physical on purpose: these are measured pixels of the drawn text.
      element.style.transform = `translate(${rect.left - origin.left}px, ${rect.top - origin.top}px)`;
      element.style.inlineSize = `${rect.width}px`;
      element.style.blockSize = `${rect.height}px`;
      return element;
    };
    const at = this.#view.coordsAtPos(place.head);
    const caret = put(caretElement(user, place, at.left - origin.left > origin.width / 2), {
      left: at.left - 1,
      top: at.top,
      width: 2,
      height: at.bottom - at.top,
    });
    return [
      ...this.#selectionRects(place).map((rect) =>
        put(Object.assign(document.createElement('span'), { className: 'lesson-selection' }), rect),
      ),
      caret,
    ];
  }

  #selectionRects({ anchor, head }: Place): DOMRect[] {
    if (anchor === head) return [];
    const [from, to] = [this.#view.domAtPos(Math.min(anchor, head)), this.#view.domAtPos(Math.max(anchor, head))];
    const range = document.createRange();
    range.setStart(from.node, from.offset);
    range.setEnd(to.node, to.offset);
    return [...range.getClientRects()].slice(0, 500);
  }
}

/** Tells one's own selection to the others and shows theirs, each with its name. */
export const LessonCarets = Extension.create<{ awareness: Awareness | undefined }>({
  name: 'lessonCarets',
  addOptions: () => ({ awareness: undefined }),
  addProseMirrorPlugins() {
    const { awareness } = this.options;
    if (!awareness) return [];
    return [new Plugin({ key: new PluginKey('lessonCarets'), view: (view) => new CaretLayer(view, awareness) })];
  },
});
