import type { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { closeCodes, type RefusalReason } from '#shared/features/documents/contract.ts';
import type { DeviceCopy, Keeping, Left, Offer, Unsent } from './collab-copy.ts';
import { openLine, type LineEvents, type LineOptions } from './collab-line.ts';
import { beyond, refusedText } from './refused-text.ts';

/**
 * What may truly be said of the text on the page. `checking`: it is the device's copy, and it is not known yet what the
 * hub holds. `saved`: the hub stored all of it. `saving`: part of it is on its way. `offline`: no connection, see
 * `hasUnsaved`. `readOnly`: this person only reads. `refused`: the hub did not take part of it, see `offers`. `gone`:
 * the document cannot be opened (any more), see `gone`.
 */
export type CollabSign = 'opening' | 'checking' | 'saving' | 'saved' | 'offline' | 'readOnly' | 'refused' | 'gone';
export type GoneReason = 'notSignedIn' | 'notAllowed' | 'unknownDocument' | 'schemaOrEpochDiffers' | 'refusedContent';

export interface CollabState {
  sign: CollabSign;
  /** Changes made here, or kept on this device, are not stored by the hub yet. */
  hasUnsaved: boolean;
  /** The text is here, from the hub or from this device; before, an editor would show an empty page that is not. */
  isOpen: boolean;
  keeping: Keeping;
  /** A closing page would lose the last words: they are not on the device yet. */
  isWriting: boolean;
  /** Replaced after a refusal: give the editor `key={generation}`. */
  doc: Y.Doc;
  awareness: Awareness;
  generation: number;
  /** A stored part of it is damaged: it is shown as it was before, and nobody writes in it. */
  isDamaged: boolean;
  /** Text that the hub did not take. */
  offers: readonly Offer[];
  /** `text`: what was written here and is not stored. */
  gone?: { reason: GoneReason; text: string };
}

export interface Collab {
  current(): CollabState;
  subscribe(listener: () => void): () => void;
  /** The refused text was taken or thrown away. */
  dismiss(offerId: string): void;
  /** The text of a document that is gone was taken or thrown away: nothing of it stays on this device. */
  dismissGone(): void;
  /** For opening without a line: what the page must know besides the text. */
  keepCard(card: unknown): void;
  /** Connects at once instead of waiting for the next attempt. */
  connectNow(): void;
  /** The browser says that there is no network. */
  lineLost(): void;
  destroy(): void;
}

export interface CollabOptions extends LineOptions {
  isReadOnly: boolean;
  /** Why; told of text that was written before. */
  readOnlyReason?: 'notAllowed' | 'archived';
  /** Keeps the text on this device; absent on a shared computer. */
  device?: DeviceCopy | undefined;
  /** Text offered back before, that no device keeps. */
  offers?: readonly Offer[];
}

const maxDelayMs = 5_000;
/** A first connection that takes longer counts as none. */
const maxOpeningMs = 10_000;
/** More refusals than this in a minute, and the page only reads: an editor that writes what is refused must not go round for ever. */
const maxRebuildsPerMinute = 3;
/** How soon, and how often, it is looked for what closed tabs left. */
const firstSweepMs = 1_500;
const sweepMs = 20_000;
/** Offers beyond this are joined, never dropped. */
const maxOffers = 20;

const finalReasons = new Map<number, GoneReason>([
  [closeCodes.notSignedIn, 'notSignedIn'],
  [closeCodes.notAllowed, 'notAllowed'],
  [closeCodes.unknownDocument, 'unknownDocument'],
  [closeCodes.schemaOrEpochDiffers, 'schemaOrEpochDiffers'],
  [closeCodes.refusedContent, 'refusedContent'],
]);

function goneReasonOf(code: number): GoneReason | undefined {
  const known = finalReasons.get(code);
  // By y-websocket's convention all of 4400–4499 are final.
  return known ?? (code >= 4400 && code < 4500 ? 'notAllowed' : undefined);
}

function joined(offers: readonly Offer[]): Offer[] {
  const [first, second, ...rest] = offers;
  if (!first || !second || offers.length <= maxOffers) return [...offers];
  return joined([{ ...second, text: [first.text, second.text].filter((text) => text !== '').join('\n') }, ...rest]);
}

/** What the given clients wrote from the given clocks on. */
function unsentText(doc: Y.Doc, unsent: Unsent): string {
  return refusedText(doc, (client) => unsent.get(client) ?? Infinity);
}

export function createCollab(options: CollabOptions): Collab {
  const { timing, device } = options;
  const listeners = new Set<() => void>();
  let isReadOnly = options.isReadOnly;
  let isDamaged = false;
  let generation = 0;
  let attempts = 0;
  let hasTried = false;
  let isOpen = false;
  /** What the device keeps is in the document: before, there is nothing to connect with. */
  let isLoaded = options.device === undefined;
  let isDestroyed = false;
  let gone: CollabState['gone'];
  let offers: readonly Offer[] = options.offers ?? [];
  /** Documents that were refused, until it is known what the hub holds of them. */
  let lost: { doc: Y.Doc; reason: RefusalReason; unsent: Unsent }[] = [];
  let rebuilds: number[] = [];
  let cancelConnect = (): void => undefined;
  let cancelSweep = (): void => undefined;
  let shown: CollabState | undefined;
  const events: LineEvents = {
    isReadOnly: () => isReadOnly,
    isFromDevice: (origin) => device?.isOrigin(origin) === true,
    changed,
    stored: () => device?.mark(),
    refused: rebuild,
    closedToWriting,
    synced,
    closed,
  };
  let line = openLine(options, events);

  function changed(): void {
    shown = undefined;
    for (const listener of [...listeners]) listener();
  }
  function closed(code: number): void {
    hasTried = true;
    const reason = goneReasonOf(code);
    // What waits here may be what is refused: without it the document opens again.
    if (reason === 'refusedContent' && line.hasUnsaved() && mayRebuild()) return rebuild('undecodable');
    if (reason) return end(reason);
    attempts += 1;
    const spread = code === closeCodes.restarting ? maxDelayMs : Math.min(maxDelayMs, 250 * 2 ** Math.min(attempts, 6));
    cancelConnect();
    cancelConnect = timing.later(100 + timing.random() * spread, () => line.connect());
    changed();
  }
  function end(reason: GoneReason): void {
    const parts = [...lost, { doc: line.doc, unsent: line.unsent() }].map(({ doc, unsent }) => unsentText(doc, unsent));
    gone = { reason, text: parts.filter((text) => text !== '').join('\n') };
    cancelSweep();
    // What may not be read any more does not stay here, but for words that nobody else has.
    const isClosedToHer = reason === 'notAllowed' || reason === 'unknownDocument';
    if (isClosedToHer && !line.hasUnsaved() && offers.length === 0 && lost.length === 0) void device?.close(true);
    changed();
  }

  function mayRebuild(): boolean {
    return rebuilds.filter((at) => timing.now() - at < 60_000).length <= maxRebuildsPerMinute;
  }
  function rebuild(reason: RefusalReason): void {
    rebuilds = [...rebuilds.filter((at) => timing.now() - at < 60_000), timing.now()];
    if (reason === 'notAllowed' || reason === 'archived' || reason === 'damaged' || !mayRebuild()) isReadOnly = true;
    lost = [...lost, { doc: line.doc, reason, unsent: line.unsent() }];
    generation += 1;
    isOpen = false;
    line.leave();
    line = openLine(options, events);
    line.connect();
    changed();
  }
  function closedToWriting(reason: RefusalReason): void {
    isDamaged ||= reason === 'damaged';
    if (line.hasUnsaved() && !isReadOnly) return rebuild(reason);
    isReadOnly = true;
    changed();
  }
  function synced(): void {
    attempts = 0;
    hasTried = true;
    isOpen = true;
    offerLost();
    device?.known();
    void device?.sweep(take);
    changed();
  }
  /** Now that the hub's text is here, what it lacks of the refused documents is what was refused. */
  function offerLost(): void {
    if (lost.length === 0) return;
    const held = beyond(Y.decodeStateVector(Y.encodeStateVector(line.doc)));
    const found = lost.map(({ doc, reason }): Offer => ({ id: `${doc.clientID}`, reason, text: refusedText(doc, held) }));
    offers = joined([...offers, ...found]);
    const before = lost;
    lost = [];
    void (device?.replace(line.doc, offers) ?? Promise.resolve()).then(() => {
      for (const { doc } of before) doc.destroy();
    });
  }
  /** What another tab left, or an earlier epoch. */
  async function take(left: Left): Promise<void> {
    if (isDestroyed || gone || lost.length > 0) throw new Error('not now');
    const more = [...left.offers];
    if (left.isOfOldEpoch || isReadOnly) {
      const text = textOf(left);
      if (text !== '')
        more.push({
          id: `${timing.now()}-${more.length}`,
          reason: left.isOfOldEpoch ? 'replaced' : (options.readOnlyReason ?? 'notAllowed'),
          text,
        });
    } else {
      line.waits(left.unsent);
      Y.applyUpdate(line.doc, left.update, 'another tab');
    }
    if (more.length > 0) {
      offers = joined([...offers, ...more]);
      await device?.setOffers(offers);
    }
    await device?.settled();
    changed();
  }
  function textOf(left: Left): string {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, left.update);
    const text = unsentText(doc, left.unsent);
    doc.destroy();
    return text;
  }

  async function openFrom(copy: DeviceCopy): Promise<void> {
    copy.onKeeping(changed);
    const { doc } = line;
    const kept = await copy.open(doc, {
      // While it is asked what the hub holds of a refused text, that text is what waits.
      unsent: () => lost.at(-1)?.unsent ?? line.unsent(),
      counts: (origin) => origin === line.provider || !isReadOnly,
    });
    if (isDestroyed) return;
    offers = joined([...kept.offers, ...offers]);
    line.waits(kept.unsent);
    await copy.sweep(take, !isReadOnly);
    if (isDestroyed) return;
    isLoaded = true;
    if (isReadOnly && line.hasUnsaved()) {
      // Written while she might; now the hub would not take it.
      rebuild(options.readOnlyReason ?? 'notAllowed');
      return;
    }
    isOpen = kept.isKnown || doc.store.clients.size > 0;
    line.connect();
    changed();
  }
  function sweepLater(afterMs: number): void {
    cancelSweep = timing.later(afterMs, () => {
      if (lost.length === 0) void device?.sweep(take);
      sweepLater(sweepMs);
    });
  }

  function sign(): CollabSign {
    if (gone) return 'gone';
    if (lost.length > 0) return 'refused';
    if (!line.isLive()) {
      if (hasTried) return 'offline';
      return isOpen ? 'checking' : 'opening';
    }
    if (line.hasUnsaved()) return 'saving';
    if (offers.length > 0) return 'refused';
    return isReadOnly ? 'readOnly' : 'saved';
  }

  const cancelPatience = timing.later(maxOpeningMs, () => {
    hasTried = true;
    changed();
  });
  if (device) {
    void openFrom(device);
    sweepLater(firstSweepMs);
  } else line.connect();

  return {
    current() {
      shown ??= {
        sign: sign(),
        hasUnsaved: line.hasUnsaved() || lost.length > 0,
        isOpen,
        keeping: device?.keeping() ?? 'none',
        isWriting: device?.isWriting() ?? false,
        doc: line.doc,
        awareness: line.provider.awareness,
        generation,
        isDamaged,
        offers,
        ...(gone ? { gone } : {}),
      };
      return shown;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dismiss(offerId) {
      offers = offers.filter(({ id }) => id !== offerId);
      void device?.setOffers(offers);
      changed();
    },
    dismissGone() {
      if (!gone) return;
      gone = { ...gone, text: '' };
      void device?.close(true);
      changed();
    },
    keepCard: (card) => device?.keepCard(card),
    connectNow() {
      if (gone || isDestroyed || !isLoaded) return;
      cancelConnect();
      line.connect();
    },
    lineLost() {
      if (!gone) line.probe();
    },
    destroy() {
      isDestroyed = true;
      for (const cancel of [cancelConnect, cancelSweep, cancelPatience]) cancel();
      listeners.clear();
      line.leave();
      const docs = [...lost.map(({ doc }) => doc), line.doc];
      void (device?.close() ?? Promise.resolve()).then(() => {
        for (const doc of docs) doc.destroy();
      });
    },
  };
}
