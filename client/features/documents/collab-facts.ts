import * as z from 'zod/mini';
import { refusalCodes, type RefusalReason } from '#shared/features/documents/contract.ts';
import type { Offer, Unsent } from './collab-copy.ts';

const reasons = [...(Object.keys(refusalCodes) as RefusalReason[]), 'replaced' as const];
const count = z.int().check(z.minimum(0));
const UnsentFact = z.array(z.tuple([count, count]));
const OffersFact = z.array(z.object({ id: z.string(), reason: z.enum(reasons), text: z.string() }));

/** What stands on the device may be of another version of the page, or anything. */
export function readUnsent(fact: unknown): Unsent {
  const read = UnsentFact.safeParse(fact);
  return new Map(read.success ? read.data : []);
}
export function readOffers(fact: unknown): Offer[] {
  const read = OffersFact.safeParse(fact);
  return read.success ? read.data : [];
}
