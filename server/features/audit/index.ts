import { audit, type AuditEntry } from '#shared/features/audit/contract.ts';
import { defineFeature, type Service, type Tools } from '../../kernel/feature.ts';
import type { Entry } from '../../platform/log/port.ts';

function entryView({ seq, at, actor, data }: Entry): AuditEntry {
  const fields = data['fields'];
  const isRecord = fields !== null && typeof fields === 'object' && !Array.isArray(fields);
  return {
    seq,
    at,
    actorId: actor,
    operation: String(data['operation']),
    scopeId: String(data['scopeId']),
    hash: String(data['hash']),
    fields: isRecord ? Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)])) : {},
  };
}

function auditService({ audit: chain, clock }: Tools<typeof audit>): Service<typeof audit> {
  return {
    async listEntries(_ctx, { after = 0, limit }) {
      const entries = await chain.read(after, limit);
      return { items: entries.map(entryView), head: (await chain.head()).seq };
    },
    getHead: () => chain.head(),
    async verify() {
      return { ...(await chain.verify()), at: clock.now().toISOString() };
    },
  };
}

export const auditFeature = defineFeature({ contract: audit, service: auditService });
