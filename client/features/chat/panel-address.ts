const listKinds = ['pins', 'search', 'threads'] as const;
type ListKind = (typeof listKinds)[number];

/** What stands beside the messages of a room. `at`: the reply it begins at. */
export type OpenPanel = { kind: 'thread'; root: number; at?: number | undefined } | { kind: ListKind };

function numberIn(search: URLSearchParams, name: string): number | undefined {
  const value = search.get(name) ?? '';
  return /^[1-9]\d{0,15}$/.test(value) ? Number(value) : undefined;
}

/** The panel an address opens: `?thread=12`, with `&reply=15` (or `&m=15`) at that reply; `?panel=pins|search|threads`. */
export function panelOf(search: string): OpenPanel | undefined {
  const query = new URLSearchParams(search);
  const root = numberIn(query, 'thread');
  if (root !== undefined) return { kind: 'thread', root, at: numberIn(query, 'reply') ?? numberIn(query, 'm') };
  const kind = listKinds.find((known) => known === query.get('panel'));
  return kind && { kind };
}

/** The address with this panel, or with none; whatever else it says stays. */
export function searchWith(search: string, panel: OpenPanel | undefined): string {
  const query = new URLSearchParams(search);
  // In the address of a thread `m` is one of its replies.
  const names = ['thread', 'reply', 'panel', ...(query.has('thread') || panel?.kind === 'thread' ? ['m'] : [])];
  for (const name of names) query.delete(name);
  if (panel?.kind === 'thread') {
    query.set('thread', String(panel.root));
    if (panel.at !== undefined) query.set('reply', String(panel.at));
  } else if (panel) query.set('panel', panel.kind);
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

export interface Arrived {
  search: string;
  arrival: 'open' | 'link' | 'history';
}

/** The way into the panels, to find back out of them: what the entries of the history before this one say. */
export interface PanelTrail {
  /** A panel was opened here: an entry was added, and leads to `to`. */
  pushed(from: string, to: string): void;
  /** What is open was changed in its own entry. */
  replaced(to: string): void;
  arrived(at: Arrived): void;
  /** Steps back to the last entry without a panel; undefined when there is none that we know of. */
  stepsOut(): number | undefined;
}

export function createPanelTrail(): PanelTrail {
  let before: string[] = [];
  let expected: string | undefined;
  return {
    pushed(from, to) {
      before.push(from);
      expected = to;
    },
    replaced(to) {
      expected = to;
    },
    arrived({ search, arrival }) {
      if (arrival === 'history') before = before.slice(0, Math.max(0, before.lastIndexOf(search)));
      // Somebody else changed the address: what stands before it is not known any more.
      else if (search !== expected) before = [];
      expected = search;
    },
    stepsOut() {
      const index = before.findLastIndex((search) => panelOf(search) === undefined);
      return index < 0 ? undefined : before.length - index;
    },
  };
}
