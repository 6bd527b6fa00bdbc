import type { Extensions } from '@tiptap/core';
import Collaboration from '@tiptap/extension-collaboration';
import { OrderedList } from '@tiptap/extension-list';
import StarterKit from '@tiptap/starter-kit';
import type { Awareness } from 'y-protocols/awareness';
import type { Doc } from 'yjs';
import { lessonRoots } from '#shared/features/documents/wire.ts';
import type { Direction } from '#shared/kernel/fields.ts';
import { BlockAttributes, LessonLink } from './lesson-blocks.ts';
import { LessonCarets } from './lesson-carets.ts';
import { LessonSelection } from './lesson-selection.ts';

/** Schema 1 knows the first number of a list, not the kind of its numbers. */
const NumberedList = OrderedList.extend({
  addAttributes: () => ({
    start: {
      default: 1,
      parseHTML: (element) => Math.min(100_000, Math.max(0, Number.parseInt(element.getAttribute('start') ?? '1', 10) || 1)),
    },
  }),
});

export interface LessonParts {
  doc: Doc;
  awareness: Awareness;
  /** Direction of the document's language: what a block without words takes. */
  fallback: Direction;
}

/** The editor's half of schema 1 (shared/features/documents/schema.ts): the same names and attributes, or the hub refuses. */
export function lessonExtensions({ doc, awareness, fallback }: LessonParts): Extensions {
  return [
    StarterKit.configure({
      heading: { levels: [1, 2, 3] },
      // Undo belongs to the collaboration: one's own steps only. The others are not in the schema, or would write by a mere render.
      undoRedo: false,
      codeBlock: false,
      strike: false,
      underline: false,
      link: false,
      orderedList: false,
      trailingNode: false,
    }),
    NumberedList,
    LessonLink,
    BlockAttributes.configure({ fallback }),
    Collaboration.configure({ document: doc, field: lessonRoots.content }),
    LessonSelection,
    LessonCarets.configure({ awareness }),
  ];
}
