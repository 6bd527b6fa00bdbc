const languages = ['ar', 'en', 'fr', 'ru', 'es'];

/**
 * The files of a new feature, ready to compile: one list operation from the contract to the page, and a test that fails.
 *
 * @param {string} name  plural noun in kebab-case
 * @returns {Record<string, string>} path from the project's folder → content
 */
export function filesOf(name) {
  const words = name.split('-').map((word) => word[0]?.toUpperCase() + word.slice(1));
  const plural = words.join('');
  const names = {
    name,
    plural,
    single: plural.replace(/ies$/, 'y').replace(/s$/, ''),
    feature: plural[0]?.toLowerCase() + plural.slice(1),
  };
  return {
    [`shared/features/${name}/contract.ts`]: contract(names),
    [`server/features/${name}/repository.ts`]: repository(names),
    [`server/features/${name}/service.ts`]: service(names),
    [`server/features/${name}/index.ts`]: index(names),
    [`server/features/${name}/${name}.test.ts`]: test(names),
    [`client/features/${name}/${name}-page.tsx`]: page(names),
    [`client/features/${name}/index.ts`]: `export { ${plural}Page } from './${name}-page.tsx';\n`,
    ...Object.fromEntries(languages.map((language) => [`shared/i18n/${language}/${names.feature}.json`, '{}\n'])),
  };
}

/** @typedef {{ name: string, plural: string, single: string, feature: string }} Names */

const contract = (/** @type {Names} */ { plural, single, feature }) => `import * as z from 'zod/mini';
import { defineContract } from '../../kernel/contract.ts';
import { cursor, id, instant, limit, page } from '../../kernel/fields.ts';

export const ${single} = z.object({ id, createdAt: instant });
export type ${single} = z.output<typeof ${single}>;

export const ${feature} = defineContract({
  name: '${feature}',
  operations: {
    list${plural}: { http: 'GET /${plural.toLowerCase()}', on: 'hub', can: 'hub.read', input: z.strictObject({ limit, cursor: z.optional(cursor) }), output: page(${single}) },
  },
  events: {},
  errors: {},
});
`;

const repository = (
  /** @type {Names} */ { name, plural, single, feature },
) => `import type { ${single} } from '#shared/features/${name}/contract.ts';
import type { Ports } from '#server/kernel/feature.ts';
import type { Page, Query } from '#server/platform/store/port.ts';

/** The only place that knows how ${feature} are stored. */
export function ${feature}Repository({ store }: Pick<Ports, 'store'>) {
  const ${feature} = store.collection<${single}>('${feature}', { schemaVersion: 1, indexes: [['createdAt']] });
  return {
    list: (limit: number, after: Query['after']): Promise<Page<${single}>> => ${feature}.find({ sort: [['createdAt', -1]], limit, ...(after && { after }) }),
  };
}

export type ${plural}Repository = ReturnType<typeof ${feature}Repository>;
`;

const service = (/** @type {Names} */ { name, plural, feature }) => `import type { ${feature} } from '#shared/features/${name}/contract.ts';
import { createCursors } from '#server/kernel/cursor.ts';
import type { Service, Tools } from '#server/kernel/feature.ts';
import { ${feature}Repository } from './repository.ts';

export function ${feature}Service(tools: Tools<typeof ${feature}>): Service<typeof ${feature}> {
  const repository = ${feature}Repository(tools);
  const cursors = createCursors(tools.secret);
  const list = '${feature}.list${plural}';
  return {
    async list${plural}(_ctx, { limit, cursor }) {
      const { items, next } = await repository.list(limit, cursors.decode(list, cursor));
      const following = cursors.encode(list, next);
      return { items, ...(following !== undefined && { next: following }) };
    },
  };
}
`;

const index = (/** @type {Names} */ { name, feature }) => `import { ${feature} } from '#shared/features/${name}/contract.ts';
import { defineFeature } from '#server/kernel/feature.ts';
import { ${feature}Service } from './service.ts';

export const ${feature}Feature = defineFeature({ contract: ${feature}, service: ${feature}Service });
`;

const test = (/** @type {Names} */ { name, single }) => `import { expect, test } from 'vitest';

// Say what the feature promises, then make it true.
test('an officer sees each ${single} of her space, and none of another', () => {
  expect('docs/glossary.md says what ${name} are').toBe(true);
});
`;

const page = (/** @type {Names} */ { name, plural, feature }) => `import { useQuery } from '@tanstack/react-query';
import { ${feature} } from '#shared/features/${name}/contract.ts';
import { useHub } from '#client/kernel/hub-react.tsx';

export function ${plural}Page() {
  const hub = useHub();
  const { data } = useQuery({ queryKey: ['${feature}'], queryFn: () => hub(${feature}).call('list${plural}', {}) });
  return (
    <ul>
      {data?.items.map(({ id, createdAt }) => (
        <li key={id}>
          <time dateTime={createdAt} />
        </li>
      ))}
    </ul>
  );
}
`;
