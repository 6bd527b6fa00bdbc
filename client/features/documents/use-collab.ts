import { useEffect, useState, useSyncExternalStore } from 'react';
import type { DocumentCard } from '#shared/features/documents/contract.ts';
import { schemaVersions } from '#shared/features/documents/wire.ts';
import { browserTiming } from '#client/kernel/connection.ts';
import { useUnsaved } from '#client/kernel/page-providers.tsx';
import { useSessionStore } from '#client/kernel/session.tsx';
import { createCollab, type Collab, type CollabState } from './collab-provider.ts';

/** Whether this person writes in the document; commenters and suggesters read. */
export function mayWrite(card: Pick<DocumentCard, 'myRole' | 'isArchived'>): boolean {
  return !card.isArchived && (card.myRole === 'editor' || card.myRole === 'manager');
}

function collabUrl(): string {
  return `${window.location.origin.replace(/^http/, 'ws')}/collab`;
}

function openCollab(card: DocumentCard): Collab {
  return createCollab({
    url: collabUrl(),
    documentId: card.id,
    // The version this page's code writes, not the document's: the hub refuses a page that is too old.
    schemaVersion: card.kind === 'plain' ? undefined : schemaVersions[card.kind],
    epoch: card.epoch,
    isReadOnly: !mayWrite(card),
    timing: browserTiming,
    WebSocket,
  });
}

export interface UseCollab {
  state: CollabState;
  dismissRefusal(): void;
  connectNow(): void;
}

const noCollab = { subscribe: () => () => undefined, current: () => undefined };

/**
 * A document, live while the component is shown; undefined for a moment at first. Give the component
 * `key={`${card.id}:${card.epoch}:${mayWrite(card)}`}`, and the editor inside `key={state.generation}`.
 */
export function useCollab(card: DocumentCard): UseCollab | undefined {
  const unsaved = useUnsaved();
  const session = useSessionStore();
  const [collab, setCollab] = useState<Collab>();
  // The first card counts: a later one differs in title or in who is present, or comes under another key.
  const [first] = useState(card);
  useEffect(() => {
    const made = openCollab(first);
    const online = (): void => made.connectNow();
    const stops = [
      unsaved.add('document', () => made.current().hasUnsaved || (made.current().refusal?.text ?? '') !== ''),
      made.subscribe(() => {
        if (made.current().gone?.reason === 'notSignedIn') void session.load();
      }),
      () => window.removeEventListener('online', online),
    ];
    window.addEventListener('online', online);
    setCollab(made);
    return () => {
      for (const stop of stops) stop();
      made.destroy();
      setCollab(undefined);
    };
  }, [first, unsaved, session]);
  const state = useSyncExternalStore((collab ?? noCollab).subscribe, (collab ?? noCollab).current);
  return collab && state ? { state, dismissRefusal: collab.dismissRefusal, connectNow: collab.connectNow } : undefined;
}
