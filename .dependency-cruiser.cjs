/**
 * Who may import whom (docs/architecture.md). `npm run check` reads this through scripts/boundaries.mjs.
 *
 * A feature calls features of a lower layer, through their index.ts; to the others it listens.
 * scripts/layers.json is the one list of layers, lowest first: a feature that is not in it fails the check.
 */
/** @type {string[][]} */
const layers = require('./scripts/layers.json');

const lower = (/** @type {number} */ level) => layers.slice(0, level).flat();
const anyOf = (/** @type {string[]} */ names) => `(${names.join('|')})`;
const test = '\\.test\\.tsx?$';

/** For each feature: on its own side, nothing of its own layer or above but itself. */
const layerRules = layers.flatMap((names, level) =>
  names.map((name) => ({
    name: `layer-${level + 1}-${name}`,
    comment: `${name} lies in layer ${level + 1}: it calls ${lower(level).join(', ') || 'no feature'}, and listens to the rest.`,
    severity: 'error',
    from: { path: `^(server|client|shared)/features/${name}/`, pathNot: test },
    to: { path: '^$1/features/[^/]+/', pathNot: `^(server|client|shared)/features/${anyOf([name, ...lower(level)])}/` },
  })),
);

const forbidden = [
  {
    name: 'no-circular',
    comment: 'Two files that need each other are one file, or lack a third. A type is not a need: it is gone when the code runs.',
    severity: 'error',
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  {
    name: 'shared-is-pure',
    comment: 'shared/ imports nothing of ours but shared/.',
    severity: 'error',
    from: { path: '^shared/', pathNot: test },
    to: { path: '^(server|client|scripts|test)/' },
  },
  {
    name: 'client-not-server',
    severity: 'error',
    from: { path: '^client/', pathNot: test },
    to: { path: '^(server|scripts|test)/' },
  },
  {
    name: 'server-not-client',
    severity: 'error',
    from: { path: '^server/', pathNot: test },
    to: { path: '^(client|test)/' },
  },
  {
    name: 'features-meet-at-index',
    comment: 'A feature is known by its index.ts (server, client) or its contract.ts and rules.ts (shared).',
    severity: 'error',
    from: { path: '^(server|client)/features/([^/]+)/', pathNot: test },
    to: { path: '^$1/features/[^/]+/', pathNot: ['^$1/features/$2/', '^$1/features/[^/]+/index\\.tsx?$'] },
  },
  {
    name: 'ports-not-adapters',
    comment: 'Only the composition root chooses adapters; the kernel and the features know ports.',
    severity: 'error',
    from: { path: '^server/(features|kernel)/', pathNot: test },
    to: { path: ['^server/platform/[^/]+/[^/]+/', '^server/platform/(embedded|mongo|redis)/'] },
  },
  {
    name: 'drivers-in-adapters',
    comment: 'A driver belongs in server/platform/<port>/<adapter>; a feature asks the port.',
    severity: 'error',
    from: {
      path: '^(server|shared|client)/',
      pathNot: [test, '^server/platform/([^/]+/[^/]+|embedded|mongo|redis)/', '^server/platform/mail/compose\\.ts$'],
    },
    to: { path: 'node_modules/(mongoose|mongodb|ioredis|libsql|nodemailer)/' },
  },
  {
    name: 'better-auth-in-one-file',
    severity: 'error',
    from: { path: '^(server|shared|client)/', pathNot: [test, '^server/features/accounts/better-auth(-adapter)?\\.ts$'] },
    to: { path: 'node_modules/(better-auth|@better-auth/(?!utils)|better-call)/' },
  },
  {
    name: 'platform-knows-no-hub',
    comment: 'Adapters know their ports and the world, not the kernel or the features.',
    severity: 'error',
    from: { path: '^server/platform/', pathNot: test },
    to: { path: '^server/(features|kernel|app|main|hub)' },
  },
  {
    name: 'kernel-knows-no-feature',
    severity: 'error',
    from: { path: '^(server|client)/kernel/', pathNot: test },
    to: { path: '^$1/features/' },
  },
  {
    name: 'ui-knows-no-feature',
    comment: 'The pieces of client/ui serve every feature; client/app puts the features together.',
    severity: 'error',
    from: { path: '^client/(ui|features)/', pathNot: test },
    to: { path: '^client/app/' },
  },
  {
    name: 'ui-below-features',
    severity: 'error',
    from: { path: '^client/ui/', pathNot: test },
    to: { path: '^client/features/' },
  },
  {
    name: 'no-development-packages',
    comment: 'What the server imports when it runs stands in dependencies.',
    severity: 'error',
    from: { path: '^(server|shared)/', pathNot: [test, 'worker-from-source\\.mjs$'] },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'resolvable',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true, pathNot: ['^virtual:', '^node:sqlite$'] },
  },
  ...layerRules,
];

module.exports = {
  forbidden,
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|data|\\.cache)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
