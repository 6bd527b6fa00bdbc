import { contracts } from '#shared/features/contracts.ts';
import { grants, type Permission, type RoleKey } from '#shared/access/permissions.ts';
import { settings } from '#server/config.ts';
import { openApi } from '#server/kernel/openapi.ts';
import { routeOf } from '#server/kernel/http.ts';

/** Pages written from the code, so that they cannot tell anything else; a guard compares them. */
export const generatedPages: Record<string, () => string> = {
  'docs/configuration.md': configurationPage,
  'docs/permissions.md': permissionsPage,
  'docs/openapi.json': () => `${JSON.stringify(openApi(contracts, '1'), null, 1)}\n`,
};

function configurationPage(): string {
  const rows = Object.entries(settings).map(([name, { schema, about }]) => {
    const given = schema.safeParse(undefined);
    const standard = given.success && given.data !== undefined ? `\`${String(given.data)}\`` : '–';
    return `| \`${name}\` | ${standard} | ${about} |`;
  });
  return `# Configuration

Settings come from the environment and are read in \`server/config.ts\` alone; \`npm start -- --help\` prints the same list.
This page is written from that file by \`npm run docs\`.

| setting | default | what it does |
|---|---|---|
${rows.join('\n')}
`;
}

function permissionsPage(): string {
  const operations = contracts.flatMap((contract) => Object.entries(contract.operations).map(([name, operation]) => {
    const needs = operation.public === undefined ? `\`${operation.can}\`` : `public: ${operation.public}`;
    const more = [operation.fresh && 'fresh', operation.twoPerson && 'two persons', operation.audit && 'audited', operation.socket && 'socket'].filter(Boolean).join(', ');
    const { method, path } = routeOf(operation);
    return `| \`${contract.name}.${name}\` | \`${method} /api/v1${path}\` | ${needs} | ${more} |`;
  }));
  const roles = (Object.entries(grants) as [RoleKey, Partial<Record<Permission, string>>][]).map(([role, held]) => {
    const list = Object.entries(held).map(([permission, condition]) => (condition === 'any' ? permission : `${permission} (${condition})`));
    return `| \`${role}\` | ${list.join(', ') || '–'} |`;
  });
  return `# Permissions

Written by \`npm run docs\` from \`shared/access/permissions.ts\` and the contracts. What is not granted is refused; what may not
be seen answers 404. \`test/guards/permissions.test.ts\` runs every role against every operation and compares with
\`test/fixtures/permission-matrix.csv\`, which is written by hand.

Conditions: \`listed\` the thing lists itself, \`open\` it is open to read, \`shared\` a person with whom a space is shared, \`own\` one's own,
\`admitted\` rooms that are for everybody in the space or whose chosen people one is among, \`inSpace\` rooms of a space,
\`inDirect\` direct conversations one is in, \`impartial\` reports that concern others.

## Roles
| role | may |
|---|---|
${roles.join('\n')}

## Operations
| operation | route | needs | also |
|---|---|---|---|
${operations.join('\n')}
`;
}
