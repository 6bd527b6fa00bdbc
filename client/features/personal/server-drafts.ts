import { personal, type Draft } from '#shared/features/personal/contract.ts';
import { HubError } from '#shared/kernel/errors.ts';
import type { Timing } from '#client/kernel/connection.ts';
import type { Place } from '#client/kernel/drafts.ts';
import type { Hub } from '#client/kernel/hub-client.ts';
import { isTransient } from '#client/kernel/hub-query.ts';
import type { DraftField, DraftSync, RoomStates, ServerDrafts } from '#client/kernel/personal.ts';

/** A draft is saved when nothing was written for so long. */
export const pauseMs = 2_000;
const againMs = 10_000;
/** As much as the hub takes; a longer text stays on its device. */
const maxLength = 16_000;

export interface ServerDraftsWorld {
  hub: Hub;
  timing: Timing;
  rooms: Pick<RoomStates, 'onAccountEvent'>;
}

/** Tells whether a text is the one that was saved, without keeping it twice on the device. */
function fingerprint(text: string): string {
  let hash = 5381;
  for (let index = 0; index < text.length; index += 1) hash = ((hash * 33) ^ text.charCodeAt(index)) >>> 0;
  return `${text.length.toString(36)}-${hash.toString(36)}`;
}

interface Base {
  revision: number;
  print: string;
}
function parseBase(kept: string): Base {
  const [, revision = '0', print = fingerprint('')] = /^(\d{1,15}) (\S+)$/.exec(kept) ?? [];
  return { revision: Number(revision), print };
}

/**
 * Drafts for all devices of a person. The device's own copy is the first: what is typed is never replaced unasked, and
 * what the hub holds from elsewhere comes into a field that was not changed since it was saved, or is offered.
 */
export function createServerDrafts({ hub, timing, rooms }: ServerDraftsWorld): ServerDrafts {
  const api = hub(personal);
  /** One saving of a place after the other, also of a field that is gone. */
  const queues = new Map<Place, Promise<void>>();

  function inTurn(place: Place, work: () => Promise<void>): void {
    const turn = (queues.get(place) ?? Promise.resolve()).then(work).catch(() => undefined);
    queues.set(place, turn);
    void turn.then(() => {
      if (queues.get(place) === turn) queues.delete(place);
    });
  }

  function open(place: Place, field: DraftField): DraftSync {
    let base = parseBase(field.readBase());
    let cancel: (() => void) | undefined;
    let isClosed = false;

    const isChanged = (): boolean => fingerprint(field.read()) !== base.print;
    function setBase(draft: Pick<Draft, 'revision' | 'text'>): void {
      base = { revision: draft.revision, print: fingerprint(draft.text) };
      field.writeBase(draft.text === '' ? '' : `${base.revision} ${base.print}`);
    }
    function saveLater(delayMs = pauseMs): void {
      cancel?.();
      cancel = timing.later(delayMs, () => {
        cancel = undefined;
        inTurn(place, save);
      });
    }
    async function save(): Promise<void> {
      const text = field.read();
      if (!isChanged() || text.length > maxLength) return;
      try {
        const stored = await api.call('saveDraft', { place, text, baseRevision: base.revision });
        setBase({ revision: stored.revision, text });
        offer(stored.other);
      } catch (error) {
        // The device has it; a line that is back, and the next word, save it.
        if (!isClosed && (isTransient(error) || (error instanceof HubError && error.code === 'common/rateLimited'))) saveLater(againMs);
      }
    }
    function offer(other: string | undefined): void {
      if (!isClosed && other !== undefined && other !== '' && other !== field.read()) field.offer(other);
    }
    async function load(): Promise<void> {
      const draft = await api.call('getDraft', { place });
      if (isClosed) return;
      if (!isChanged()) {
        if (draft.text !== field.read()) field.write(draft.text);
        setBase(draft);
        offer(draft.other);
        return;
      }
      // Written here and not saved: it stays. What came from elsewhere meanwhile is offered, and kept by the hub.
      if (draft.revision !== base.revision) {
        offer(draft.text);
        // A draft that was emptied began its numbers anew: an older base makes the hub keep what is replaced.
        base = { ...base, revision: Math.max(0, Math.min(base.revision, draft.revision - 1)) };
      }
      saveLater();
    }

    const stops = [
      rooms.onAccountEvent((event) => {
        if (event.kind !== 'draft' || event.place !== place) return;
        // Behind a saving of this device, whose own echo it may be.
        inTurn(place, async () => (event.revision === base.revision ? undefined : load()));
      }),
      // Also the first time: what was told between the first reading and the live line was not heard.
      hub.onConnected(() => inTurn(place, load)),
    ];
    inTurn(place, load);
    return {
      changed(text) {
        // Sent, or taken away: other devices need not show it a moment longer.
        saveLater(text === '' ? 0 : pauseMs);
      },
      close() {
        for (const stop of stops) stop();
        cancel?.();
        // In a field that is gone nothing is written any more; what it held is still saved.
        if (cancel) inTurn(place, save);
        isClosed = true;
      },
    };
  }
  return { open };
}
