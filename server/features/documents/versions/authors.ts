import * as Y from 'yjs';
import type { Store } from '../../../platform/store/port.ts';
import { clientKey, documentClients } from '../engine/client-owners.ts';
import { versionLimits } from './bounds.ts';

const chunk = 1000;

/** Who owns these client ids of a document; those whom nobody claimed are absent. */
export async function ownersOf(store: Store, documentId: string, clientIds: readonly number[]): Promise<Map<number, string>> {
  const owners = new Map<number, string>();
  for (let start = 0; start < clientIds.length; start += chunk) {
    const keys = clientIds.slice(start, start + chunk).map((clientId) => clientKey(documentId, clientId));
    for (const { clientId, userId } of await documentClients(store).getMany(keys)) owners.set(clientId, userId);
  }
  return owners;
}

/** Client ids that wrote between two states. */
export function clientsSince(before: Uint8Array | undefined, after: Uint8Array): number[] {
  const known = before ? Y.decodeStateVector(before) : new Map<number, number>();
  const advanced = [...Y.decodeStateVector(after)].filter(([client, clock]) => clock > (known.get(client) ?? 0));
  return advanced.map(([client]) => client);
}

/** Who wrote between two states, and who else is known to have edited, at most as many as a version names. */
export async function authorsSince(
  world: { store: Store; documentId: string },
  states: { before: Uint8Array | undefined; after: Uint8Array },
  editors: readonly string[],
): Promise<string[]> {
  const clients = clientsSince(states.before, states.after).slice(0, versionLimits.clients);
  const owners = await ownersOf(world.store, world.documentId, clients);
  return [...new Set([...owners.values(), ...editors])].slice(0, versionLimits.authors).sort();
}
