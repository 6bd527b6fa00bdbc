import { commonError, type HubError } from '#shared/kernel/errors.ts';
import { DuplicateError, GuardError } from '../../platform/store/port.ts';
import type { DocumentRecord, DocumentsRepository } from './repository.ts';

const maxTries = 5;

function isSame(stored: DocumentRecord, wished: DocumentRecord): boolean {
  return (
    stored.spaceId === wished.spaceId && stored.kind === wished.kind && stored.title === wished.title && stored.language === wished.language
  );
}

/** Writes of document records that hold against others at the same moment. @throws common/conflict when they never do */
export function documentRecords(repository: DocumentsRepository) {
  return {
    /** Inserts what is missing; what stands under a wished id already is answered, unless it is something else. */
    async insertOnce(wished: readonly DocumentRecord[], otherwise: () => HubError): Promise<DocumentRecord[]> {
      for (let attempt = 0; attempt < maxTries; attempt += 1) {
        const found = new Map((await repository.findMany(wished.map(({ id }) => id))).map((record) => [record.id, record]));
        const missing = new Map<string, DocumentRecord>();
        for (const wish of wished) {
          const stored = found.get(wish.id) ?? missing.get(wish.id);
          if (stored && !isSame(stored, wish)) throw otherwise();
          if (!stored) missing.set(wish.id, wish);
        }
        try {
          if (missing.size > 0) await repository.commit([...missing.values()].map((record) => repository.insert(record)));
          return wished.map((wish) => found.get(wish.id) ?? wish);
        } catch (error) {
          if (!(error instanceof DuplicateError)) throw error;
        }
      }
      throw commonError('conflict');
    },

    /** @throws common/notFound, and whatever `to` throws */
    async change(id: string, at: Date, to: (record: DocumentRecord) => Partial<DocumentRecord>): Promise<DocumentRecord> {
      for (let attempt = 0; attempt < maxTries; attempt += 1) {
        const before = await repository.findById(id);
        if (!before) throw commonError('notFound');
        const after = { ...before, ...to(before), updatedAt: at.toISOString() };
        try {
          await repository.commit([repository.replace(before, after)]);
          return after;
        } catch (error) {
          if (!(error instanceof GuardError)) throw error;
        }
      }
      throw commonError('conflict');
    },
  };
}
