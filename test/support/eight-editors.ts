import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import { openEditor, readFresh, stateIn, textIn, type Editor, type Place } from './editors.ts';
import type { FaultProxy } from './fault-proxy.ts';
import { brokenPromises, Journal } from './journal.ts';
import { between, randomFrom } from './random.ts';
import type { Client } from './start-hub.ts';

/** A node, and the way on which the editors reach it. */
export interface Way {
  /** `http://host:port` of the node itself. */
  url: string;
  proxy: FaultProxy;
}

export interface RunOptions {
  ways: readonly Way[];
  /** Editors take their turn of these people; all may edit. */
  people: readonly Client[];
  spaceId: string;
  seed: number;
  editors?: number;
  /** Longest pause between two edits of one editor in one document. */
  paceMs: number;
}

export interface Run {
  readonly journals: readonly Journal[];
  /** Nobody gets through to any node; what was promised until now no longer grows. */
  shutOut(): Promise<void>;
  letIn(): void;
  /** A fresh reader at each node finds everything that was promised to anybody. */
  expectKept(): Promise<void>;
  /** Everybody stops, and all have the same: editors, and a fresh reader at each node. */
  finish(withinMs?: number): Promise<void>;
  /** Tokens acknowledged by message 120, and those promised in any way, of all documents. */
  count(): { acknowledged: number; kept: number };
  close(): void;
}

const kinds = ['plain', 'lesson'] as const;
const collabUrl = (httpUrl: string) => `${httpUrl.replace('http', 'ws')}/collab`;

/** A new document of the first person. */
export async function createDocument(kind: Place['kind'], { people, spaceId }: Pick<RunOptions, 'people' | 'spaceId'>): Promise<string> {
  const {
    items: [card],
  } = await people[0]!.api<{ items: { id: string }[] }>('POST', '/documents', { spaceId, kind, title: 'ورشة', language: 'ar' });
  if (!card) throw new Error('no document was made');
  return card.id;
}

/** Writes until `isOver`, at seeded moments. */
async function keepWriting(editor: Editor, isOver: () => boolean, { random, paceMs }: { random: () => number; paceMs: number }) {
  while (!isOver()) {
    await pause(between(random, paceMs / 4, paceMs));
    if (!isOver()) editor.write();
  }
}

/**
 * Editors who write in a plain document and in a lesson without end, half of them by an unmodified y-websocket provider
 * and half by the page's own client; every promise made to any of them is noted in a journal.
 */
export async function startEditors(options: RunOptions): Promise<Run> {
  const { ways, people, seed, paceMs, editors: editorCount = 8 } = options;
  // Every y-websocket provider waits for the end of the process.
  process.setMaxListeners(Math.max(process.getMaxListeners(), 20 + 4 * editorCount));
  const random = randomFrom(seed);
  let isOver = false;
  const documents = await Promise.all(
    kinds.map(async (kind) => ({ kind, journal: new Journal(), documentId: await createDocument(kind, options) })),
  );
  const works = documents.map(({ kind, journal, documentId }) => {
    const editors = Array.from({ length: editorCount }, (_, i) => {
      const way = ways[i % ways.length]!;
      const place = { kind, documentId, url: collabUrl(way.proxy.through(way.url)) };
      const who = people[i % people.length]!;
      // Two by two, so that each node has editors of both sorts.
      const own = Math.floor(i / 2) % 2 === 0;
      return openEditor({ place, name: `${kind[0]}${i}`, token: who.token, seed: between(random, 0, 2 ** 31), journal, own });
    });
    return { kind, journal, documentId, editors };
  });
  const writing = works.flatMap(({ editors }) =>
    editors.map((editor) => keepWriting(editor, () => isOver, { random: randomFrom(between(random, 0, 2 ** 31)), paceMs })),
  );

  async function freshAt(way: Way, { kind, documentId, journal }: (typeof works)[number]) {
    const place = { kind, documentId, url: collabUrl(way.url) };
    const doc = await readFresh(place, people[0]!.token, journal);
    return { doc, place };
  }

  return {
    journals: works.map(({ journal }) => journal),
    async shutOut() {
      for (const { proxy } of ways) proxy.refuse();
      for (const { proxy } of ways) proxy.cut();
      // What had reached this process by now is read.
      await pause(50);
    },
    letIn() {
      for (const { proxy } of ways) proxy.open();
    },
    async expectKept() {
      for (const work of works) {
        // Noted now: a reader's own journal would promise what it reads.
        const promised = work.journal.copy();
        for (const way of ways) {
          const { doc, place } = await freshAt(way, work);
          expect(brokenPromises(doc, textIn(doc, place), promised)).toEqual([]);
          doc.destroy();
        }
      }
    },
    async finish(withinMs = 60_000) {
      isOver = true;
      await Promise.all(writing);
      for (const work of works) {
        const { editors, journal, kind, documentId } = work;
        const place = { kind, documentId, url: '' };
        await expect.poll(() => editors.filter((editor) => !editor.isCalm()).map(({ name }) => name), { timeout: withinMs }).toEqual([]);
        const different = () => {
          const [first, ...others] = editors.map((editor) => stateIn(editor.doc(), place));
          return others.flatMap((state, i) =>
            JSON.stringify(state) === JSON.stringify(first) && !state.pending ? [] : [editors[i + 1]?.name],
          );
        };
        await expect.poll(different, { timeout: withinMs, interval: 500 }).toEqual([]);
        const state = stateIn(editors[0]!.doc(), place);
        for (const way of ways) {
          const { doc } = await freshAt(way, work);
          expect(stateIn(doc, place)).toEqual(state);
          expect(brokenPromises(doc, textIn(doc, place), journal)).toEqual([]);
        }
        expect(journal.refusals).toEqual([]);
      }
    },
    count: () => ({
      acknowledged: works.reduce((sum, { journal }) => sum + journal.acknowledged, 0),
      kept: works.reduce((sum, { journal }) => sum + journal.kept.size, 0),
    }),
    close() {
      isOver = true;
      for (const { editors } of works) for (const editor of editors) editor.destroy();
    },
  };
}
