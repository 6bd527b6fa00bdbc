import type { IncomingMessage } from 'node:http';
import { can, type Actor, type Scope } from '#shared/access/can.ts';
import { closeCodes, type DocumentKind } from '#shared/features/documents/contract.ts';
import { HubError } from '#shared/kernel/errors.ts';
import type { GatewayTools } from '../../../kernel/gateway.ts';
import type { Right } from './peer.ts';

/** What a client asks for in the address it opens. */
export interface Asked {
  documentId: string;
  wantsAcks: boolean;
  schema: number | undefined;
  epoch: number | undefined;
}

export interface Known {
  kind: DocumentKind;
  shapeVersion: number;
  epoch: number;
}

/** The upgrade is refused: accepted, then closed with this code. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly closeCode: number;
  constructor(closeCode: number) {
    super(`refused with ${closeCode}`);
    this.closeCode = closeCode;
  }
}

const pathPattern = /^\/collab\/([a-z0-9][a-z0-9_-]{0,63})$/;

function numberOf(text: string | null): number | undefined {
  if (text === null) return undefined;
  // What is no number differs from every version.
  return /^\d{1,9}$/.test(text) ? Number(text) : -1;
}

/** @throws Refusal with 4404 for a path that names no document */
export function parseAsked(request: IncomingMessage): Asked {
  const [path = '', query = ''] = (request.url ?? '').split('?', 2);
  const documentId = pathPattern.exec(path)?.[1];
  if (documentId === undefined) throw new Refusal(closeCodes.unknownDocument);
  const asked = new URLSearchParams(query);
  return { documentId, wantsAcks: asked.get('ack') === '1', schema: numberOf(asked.get('schema')), epoch: numberOf(asked.get('epoch')) };
}

/** Lessons and trees have a shape that a client must know; an epoch is compared when named. @throws Refusal with 4409 */
export function checkVersions(asked: Asked, known: Known): void {
  const needsSchema = known.kind !== 'plain';
  if (needsSchema && asked.schema !== known.shapeVersion) throw new Refusal(closeCodes.schemaOrEpochDiffers);
  if (asked.epoch !== undefined && asked.epoch !== known.epoch) throw new Refusal(closeCodes.schemaOrEpochDiffers);
}

export function rightOf(actor: Actor, scope: Scope): Right {
  if (!can(actor, 'document.read', scope)) return 'none';
  if (!can(actor, 'document.edit', scope)) return 'read';
  return scope.isArchived === true ? 'archived' : 'edit';
}

const codeOf: Readonly<Record<string, number>> = {
  'common/notFound': closeCodes.unknownDocument,
  'common/notSignedIn': closeCodes.notSignedIn,
  'common/forbidden': closeCodes.notAllowed,
  'common/rulesNotAccepted': closeCodes.notAllowed,
};

/** Passes the same door as every operation. @throws Refusal */
export async function enter(tools: GatewayTools, actor: Actor | undefined, documentId: string): Promise<{ actor: Actor; right: Right }> {
  if (!actor) throw new Refusal(closeCodes.notSignedIn);
  if (!actor.hasAcceptedRules) throw new Refusal(closeCodes.notAllowed);
  try {
    const scope = await tools.authorise(actor, 'document.read', 'document', documentId);
    return { actor, right: rightOf(actor, scope) };
  } catch (error) {
    if (error instanceof HubError) throw new Refusal(codeOf[error.code] ?? closeCodes.notAllowed);
    throw error;
  }
}
