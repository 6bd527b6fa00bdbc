import { Schema, type AttributeSpec, type MarkSpec, type NodeSpec } from 'prosemirror-model';
import { isSafeHref } from './safe-href.ts';

export { isSafeHref };

/** Is this value allowed for an attribute? `null` is the absence of a value and always allowed. */
export type AttributeRule = (value: unknown) => boolean;
export type AttributeRules = Readonly<Record<string, AttributeRule>>;

/** Stable id of a block: survives edits, copies to adaptations and translations. */
export const blockIdPattern = /^[a-z0-9]{10,24}$/;
const isBlockId: AttributeRule = (value) => typeof value === 'string' && blockIdPattern.test(value);
const isDirection: AttributeRule = (value) => value === 'ltr' || value === 'rtl';
const isBetween =
  (min: number, max: number): AttributeRule =>
  (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;

const block = { id: isBlockId, dir: isDirection };

/** Attributes of each node of schema 1. What is not listed is refused. */
export const nodeAttributes: Readonly<Record<string, AttributeRules>> = {
  doc: {},
  text: {},
  paragraph: block,
  heading: { ...block, level: isBetween(1, 3) },
  bulletList: block,
  orderedList: { ...block, start: isBetween(0, 100_000) },
  listItem: block,
  blockquote: block,
  horizontalRule: block,
  hardBreak: {},
};

/** Attributes of each mark of schema 1. `italic` is emphasis; Arabic script shows it by weight, since it has no italics. */
export const markAttributes: Readonly<Record<string, AttributeRules>> = { bold: {}, italic: {}, code: {}, link: { href: isSafeHref } };

const defaults: Readonly<Record<string, unknown>> = { id: null, dir: null, level: 1, start: 1, href: null };

function attributeSpecs(rules: AttributeRules): Record<string, AttributeSpec> {
  return Object.fromEntries(
    Object.entries(rules).map(([name, isAllowed]): [string, AttributeSpec] => [
      name,
      {
        default: defaults[name],
        validate: (value: unknown) => {
          if (value !== null && !isAllowed(value)) throw new RangeError(`attribute ${name} is not allowed to be this`);
        },
      },
    ]),
  );
}

const nodeSpecs: Record<string, NodeSpec> = {
  doc: { content: 'block+' },
  paragraph: { content: 'inline*', group: 'block' },
  heading: { content: 'inline*', group: 'block', defining: true },
  bulletList: { content: 'listItem+', group: 'block list' },
  orderedList: { content: 'listItem+', group: 'block list' },
  listItem: { content: 'paragraph block*', defining: true },
  blockquote: { content: 'block+', group: 'block', defining: true },
  horizontalRule: { group: 'block' },
  hardBreak: { inline: true, group: 'inline', selectable: false },
  text: { group: 'inline' },
};
const markSpecs: Record<string, MarkSpec> = { bold: {}, italic: {}, code: { code: true }, link: { inclusive: false } };

function withAttributes<T extends { attrs?: Record<string, AttributeSpec> }>(
  specs: Record<string, T>,
  rules: Readonly<Record<string, AttributeRules>>,
): Record<string, T> {
  return Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, { ...spec, attrs: attributeSpecs(rules[name] ?? {}) }]));
}

/**
 * Schema 1 of a lesson, with Tiptap's names. It has no parseDOM or toDOM: the server checks with it, the editor maps
 * the same names to the page.
 */
export const lessonSchema = new Schema({
  nodes: withAttributes(nodeSpecs, nodeAttributes),
  marks: withAttributes(markSpecs, markAttributes),
});

/** Node → names of nodes that may ever stand directly in it. */
export const childrenOf: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(lessonSchema.nodes).map(([name, type]) => {
    const seen = new Set([type.contentMatch]);
    const children = new Set<string>();
    for (const match of seen) {
      for (let i = 0; i < match.edgeCount; i += 1) {
        const edge = match.edge(i);
        children.add(edge.type.name);
        seen.add(edge.next);
      }
    }
    return [name, children];
  }),
);
