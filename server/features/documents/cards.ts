import { documentRoleOf, type Actor, type Scope } from '#shared/access/can.ts';
import type { DocumentCard } from '#shared/features/documents/contract.ts';
import { commonError } from '#shared/kernel/errors.ts';
import type { Presence } from '../../platform/presence/port.ts';
import type { DocumentRecord } from './repository.ts';

export function scopeOfDocument({ id, spaceId, createdBy, memberRole, isArchived }: DocumentRecord): Scope {
  return { id, spaceId, ownerId: createdBy, memberRole, isArchived };
}

type CardsOf = (actor: Actor, records: readonly DocumentRecord[]) => Promise<DocumentCard[]>;

/** Cards of those documents on which the actor has a role, with who is there now. */
export function documentCards(presence: Presence): CardsOf {
  const placeOf = (id: string) => `document:${id}`;
  return async (actor, records) => {
    const counts = await presence.counts(records.map(({ id }) => placeOf(id)));
    return records.flatMap((record) => {
      const myRole = documentRoleOf(actor, scopeOfDocument(record));
      const { shapeVersion, ...shown } = record;
      return myRole === undefined
        ? []
        : [{ ...shown, schemaVersion: shapeVersion, myRole, presentCount: counts.get(placeOf(record.id)) ?? 0 }];
    });
  };
}

/** @throws common/notFound when the actor has no role on it */
export async function cardOf(cardsOf: CardsOf, actor: Actor, record: DocumentRecord): Promise<DocumentCard> {
  const [card] = await cardsOf(actor, [record]);
  if (!card) throw commonError('notFound');
  return card;
}
