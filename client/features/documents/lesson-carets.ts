import type { AwarenessUser } from '#shared/features/documents/wire.ts';

const colourOf = (user: Partial<AwarenessUser>) => `var(--caret-${(Number(user.colour ?? 0) % 8) + 1})`;

/**
 * Another person's caret. An empty inline span with a border: anything with a width of its own, an inline-block above
 * all, would part the letters of an Arabic word. The name hangs outside the line, in its own direction.
 */
export function renderCaret(user: Record<string, unknown>): HTMLElement {
  const { name = '' } = user as Partial<AwarenessUser>;
  const caret = document.createElement('span');
  caret.className = 'lesson-caret';
  caret.dir = 'ltr';
  caret.style.setProperty('--person', colourOf(user));
  const label = document.createElement('span');
  label.className = 'lesson-caret-name';
  label.setAttribute('aria-hidden', 'true');
  const isolated = document.createElement('bdi');
  isolated.textContent = name;
  label.append(isolated);
  caret.append(label);
  return caret;
}

export function renderSelection(user: Record<string, unknown>) {
  return { nodeName: 'span', class: 'lesson-selection', style: `--person: ${colourOf(user)}` };
}
