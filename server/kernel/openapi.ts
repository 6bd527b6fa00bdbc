import * as z from 'zod/mini';
import type { Contract, Operation } from '#shared/kernel/contract.ts';
import { commonErrors } from '#shared/kernel/errors.ts';
import { routeOf } from './http.ts';

type Schema = Record<string, unknown>;
const schemaOf = (type: z.ZodMiniType, io: 'input' | 'output'): Schema => {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(type, { io, unrepresentable: 'any' }) as Schema;
  return schema;
};

const problemSchema = {
  type: 'object',
  required: ['type', 'status', 'params'],
  properties: { type: { type: 'string' }, status: { type: 'integer' }, params: { type: 'object' }, requestId: { type: 'string' } },
};

function describe(operation: Operation): string {
  const facts = [
    operation.public === undefined ? `Needs \`${operation.can}\`.` : `Public: ${operation.public}`,
    operation.socket && 'Also over the socket, with an acknowledgement.',
    operation.fresh && 'Needs the identity confirmed within 15 minutes.',
    operation.twoPerson && 'Needs the approval of a second person.',
    operation.audit && 'Audited.',
  ];
  return facts.filter(Boolean).join(' ');
}

function parametersOf(input: Schema, path: string, inQuery: boolean): Schema[] {
  const properties = (input['properties'] ?? {}) as Record<string, Schema>;
  const required = new Set((input['required'] ?? []) as string[]);
  const inPath = new Set([...path.matchAll(/:(\w+)/g)].map((match) => match[1] ?? ''));
  return Object.entries(properties)
    .filter(([name]) => inPath.has(name) || inQuery)
    .map(([name, schema]) => ({ name, in: inPath.has(name) ? 'path' : 'query', required: inPath.has(name) || required.has(name), schema }));
}

function bodyOf(input: Schema, path: string): Schema {
  const properties = { ...((input['properties'] ?? {}) as Record<string, Schema>) };
  for (const [, name = ''] of path.matchAll(/:(\w+)/g)) delete properties[name];
  const required = ((input['required'] ?? []) as string[]).filter((name) => name in properties);
  return { ...input, properties, required };
}

function operationPage(contract: Contract, name: string, operation: Operation): Schema {
  const { method, path } = routeOf(operation);
  const input = schemaOf(operation.input, 'input');
  const inQuery = method === 'GET' || method === 'DELETE';
  const body =
    operation.stream === 'upload'
      ? { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } }
      : { 'application/json': { schema: bodyOf(input, path) } };
  const output =
    operation.stream === 'download'
      ? { 'application/octet-stream': {} }
      : { 'application/json': { schema: schemaOf(operation.output, 'output') } };
  return {
    operationId: `${contract.name}.${name}`,
    tags: [contract.name],
    description: describe(operation),
    parameters: parametersOf(input, path, inQuery),
    ...(!inQuery && { requestBody: { content: body } }),
    responses: {
      [String(operation.success ?? 200)]: { description: 'Done', content: output },
      default: {
        description: 'Refused; `type` is urn:hub:error:<code>',
        content: { 'application/problem+json': { schema: problemSchema } },
      },
    },
    security: operation.public === undefined ? [{ session: [] }, { bearer: [] }] : [],
  };
}

/** OpenAPI 3.1 of every operation. */
export function openApi(contracts: readonly Contract[], version: string): Schema {
  const paths: Record<string, Record<string, Schema>> = {};
  for (const contract of contracts) {
    for (const [name, operation] of Object.entries(contract.operations)) {
      const { method, path } = routeOf(operation);
      const key = path.replace(/:(\w+)/g, '{$1}');
      (paths[key] ??= {})[method.toLowerCase()] = operationPage(contract, name, operation);
    }
  }
  const codes = [
    ...Object.keys(commonErrors).map((reason) => `common/${reason}`),
    ...contracts.flatMap((contract) => Object.keys(contract.errors).map((reason) => `${contract.name}/${reason}`)),
  ];
  return {
    openapi: '3.1.0',
    info: { title: 'Multaqa', version },
    servers: [{ url: '/api/v1' }],
    paths,
    components: {
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'session' }, bearer: { type: 'http', scheme: 'bearer' } },
    },
    'x-error-codes': codes,
  };
}

/** AsyncAPI 3.0 of what travels over socket.io: acknowledged operations and events. */
export function asyncApi(contracts: readonly Contract[], version: string): Schema {
  const channels: Record<string, Schema> = {};
  const operations: Record<string, Schema> = {};
  const add = (name: string, action: 'send' | 'receive', payload: Schema) => {
    channels[name] = { address: name, messages: { message: { payload } } };
    operations[name] = { action, channel: { $ref: `#/channels/${name}` } };
  };
  for (const contract of contracts) {
    for (const [name, operation] of Object.entries(contract.operations))
      if (operation.socket) add(`${contract.name}.${name}`, 'receive', schemaOf(operation.input, 'input'));
    for (const [name, event] of Object.entries(contract.events)) add(`${contract.name}.${name}`, 'send', schemaOf(event, 'output'));
  }
  return {
    asyncapi: '3.0.0',
    info: { title: 'Multaqa live', version, description: 'socket.io at /socket.io; sign in by session cookie or auth.token' },
    channels,
    operations,
  };
}

const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** The operations as a page for people. */
export function apiPage(contracts: readonly Contract[]): string {
  const rows = contracts.flatMap((contract) =>
    Object.entries(contract.operations).map(
      ([name, operation]) =>
        `<tr><td><code>${escapeHtml(operation.http.replace(' ', ' /api/v1'))}</code></td><td><code>${contract.name}.${name}</code></td><td>${escapeHtml(describe(operation))}</td></tr>`,
    ),
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Multaqa API</title><meta name="viewport" content="width=device-width">
<style>body{font:16px/1.5 system-ui;max-width:75rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse;width:100%}td,th{border-block-end:1px solid #8888;padding:.4rem;text-align:start;vertical-align:top}</style></head>
<body><h1>Multaqa API</h1><p>Machine-readable: <a href="/api/v1/openapi.json">OpenAPI</a>, <a href="/api/v1/asyncapi.json">AsyncAPI</a>. Sign in with <code>POST /api/v1/session</code>; send the token as <code>Authorization: Bearer</code>.</p>
<table><thead><tr><th>Route</th><th>Operation</th><th></th></tr></thead><tbody>${rows.join('')}</tbody></table></body></html>`;
}
