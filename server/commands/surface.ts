import { contracts } from '#shared/features/contracts.ts';
import { routeOf } from '../kernel/http.ts';

interface SurfaceRow {
  kind: 'route' | 'socket' | 'event' | 'document';
  name: string;
  /** Method and path, or the wire name. */
  address: string;
  can: string;
}

/** Everything the hub exposes, each with the permission it needs: what a security officer reviews. */
export function surface(): SurfaceRow[] {
  const rows: SurfaceRow[] = [];
  for (const contract of contracts) {
    for (const [key, operation] of Object.entries(contract.operations)) {
      const name = `${contract.name}.${key}`;
      const { method, path } = routeOf(operation);
      const can = operation.public === undefined ? operation.can : `public: ${operation.public}`;
      rows.push({ kind: 'route', name, address: `${method} /api/v1${path}`, can });
      if (operation.socket) rows.push({ kind: 'socket', name, address: name, can });
    }
    for (const event of Object.keys(contract.events))
      rows.push({ kind: 'event', name: `${contract.name}.${event}`, address: `${contract.name}.${event}`, can: 'the audience followed' });
  }
  rows.push(
    { kind: 'document', name: 'collab.read', address: '/collab/:documentId', can: 'document.read' },
    { kind: 'document', name: 'collab.edit', address: '/collab/:documentId', can: 'document.edit' },
    { kind: 'route', name: 'health', address: 'GET /healthz', can: 'public: tells only that the process lives' },
    { kind: 'route', name: 'readiness', address: 'GET /readyz', can: 'public: tells only whether to send people here' },
    { kind: 'route', name: 'metrics', address: 'GET /metrics', can: 'METRICS_TOKEN; open outside production' },
    { kind: 'route', name: 'openapi', address: 'GET /api/v1/openapi.json', can: 'public: the description of this interface' },
    { kind: 'route', name: 'asyncapi', address: 'GET /api/v1/asyncapi.json', can: 'public: the description of this interface' },
    { kind: 'route', name: 'docs', address: 'GET /api/docs', can: 'public: the description of this interface' },
  );
  return rows;
}
