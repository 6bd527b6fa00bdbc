import { useEffect, useState, useSyncExternalStore } from 'react';
import type { DocumentCard } from '#shared/features/documents/contract.ts';
import { schemaVersions } from '#shared/features/documents/wire.ts';
import { browserTiming } from '#client/kernel/connection.ts';
import { keepingTools } from '#client/kernel/local-data.ts';
import { useUnsaved } from '#client/kernel/page-providers.tsx';
import { useSessionStore, useSignedIn } from '#client/kernel/session.tsx';
import type { DeviceCopy, Offer } from './collab-copy.ts';
import { createDeviceCopy } from './collab-device.ts';
import { pruneKept, readKeptCard } from './collab-kept.ts';
import { createCollab, type Collab, type CollabState } from './collab-provider.ts';

/** Whether this person writes in the document; commenters and suggesters read. */
export function mayWrite(card: Pick<DocumentCard, 'myRole' | 'isArchived'>): boolean {
  return !card.isArchived && (card.myRole === 'editor' || card.myRole === 'manager');
}

function collabUrl(): string {
  return `${window.location.origin.replace(/^http/, 'ws')}/collab`;
}

/** Whose device it is; nothing is kept on a shared computer. */
function usePrivateDevice(): { userId: string; tools: ReturnType<typeof keepingTools> } {
  const { session } = useSignedIn();
  const { userId, isSharedComputer } = session;
  const [tools] = useState(keepingTools);
  return { userId, tools: isSharedComputer ? undefined : tools };
}

/** The card of the document as this device keeps it; undefined until it is read, null when there is none. */
export function useKeptCard(documentId: string): DocumentCard | null | undefined {
  const { userId, tools } = usePrivateDevice();
  const [kept, setKept] = useState<{ documentId: string; card: DocumentCard | null }>();
  useEffect(() => {
    if (!tools) return undefined;
    let isCurrent = true;
    void readKeptCard(tools.databases, userId, documentId).then((card) => {
      if (isCurrent) setKept({ documentId, card: card ?? null });
    });
    return () => {
      isCurrent = false;
    };
  }, [tools, userId, documentId]);
  if (!tools) return null;
  return kept?.documentId === documentId ? kept.card : undefined;
}

interface Opening {
  card: DocumentCard;
  device: DeviceCopy | undefined;
  offers: readonly Offer[];
}

function openCollab({ card, device, offers }: Opening): Collab {
  return createCollab({
    url: collabUrl(),
    documentId: card.id,
    // The version this page's code writes, not the document's: the hub refuses a page that is too old.
    schemaVersion: card.kind === 'plain' ? undefined : schemaVersions[card.kind],
    epoch: card.epoch,
    isReadOnly: !mayWrite(card),
    readOnlyReason: card.isArchived ? 'archived' : 'notAllowed',
    device,
    offers,
    timing: browserTiming,
    WebSocket,
  });
}

export interface UseCollab {
  state: CollabState;
  dismiss(offerId: string): void;
  dismissGone(): void;
  connectNow(): void;
}

const noCollab = { subscribe: () => () => undefined, current: () => undefined };

function holdsText({ hasUnsaved, offers, gone }: CollabState): boolean {
  return hasUnsaved || offers.some(({ text }) => text !== '') || (gone?.text ?? '') !== '';
}

/**
 * A document, live while the component is shown; undefined for a moment at first. Give the component
 * `key={`${card.id}:${card.epoch}:${mayWrite(card)}`}`, and the editor inside `key={state.generation}`. `offers`: text
 * of an earlier epoch that no device keeps.
 */
export function useCollab(card: DocumentCard, offers: readonly Offer[] = []): UseCollab | undefined {
  const unsaved = useUnsaved();
  const session = useSessionStore();
  const { userId, tools } = usePrivateDevice();
  const [collab, setCollab] = useState<Collab>();
  // The first card counts: a later one differs in title or in who is present, or comes under another key.
  const [first] = useState({ card, offers });
  useEffect(() => {
    const { id: documentId, epoch } = first.card;
    const device = tools && createDeviceCopy({ ...tools, userId, documentId, epoch });
    const made = openCollab({ ...first, device });
    const online = (): void => made.connectNow();
    const offline = (): void => made.lineLost();
    const stops = [
      unsaved.add(
        'document',
        () => holdsText(made.current()),
        () => (made.current().keeping !== 'kept' || made.current().isWriting) && holdsText(made.current()),
      ),
      made.subscribe(() => {
        if (made.current().gone?.reason === 'notSignedIn') void session.load();
      }),
      () => window.removeEventListener('online', online),
      () => window.removeEventListener('offline', offline),
    ];
    window.addEventListener('online', online);
    window.addEventListener('offline', offline);
    setCollab(made);
    // When everything that matters for this page is done.
    const pruning = tools && setTimeout(() => void pruneKept(tools.databases, tools.locks, userId).catch(() => undefined), 5_000);
    return () => {
      clearTimeout(pruning);
      for (const stop of stops) stop();
      made.destroy();
      setCollab(undefined);
    };
  }, [first, unsaved, session, userId, tools]);
  const state = useSyncExternalStore((collab ?? noCollab).subscribe, (collab ?? noCollab).current);
  const isReady = state?.isOpen === true && state.sign !== 'gone';
  useEffect(() => {
    if (isReady) collab?.keepCard(card);
  }, [collab, card, isReady]);
  if (!collab || !state) return undefined;
  const { dismiss, dismissGone, connectNow } = collab;
  return { state, dismiss, dismissGone, connectNow };
}
