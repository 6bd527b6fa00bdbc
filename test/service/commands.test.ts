import { afterAll, beforeAll, expect, test } from 'vitest';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writeLesson } from '#server/features/documents/index.ts';
import { runCommand } from '#server/commands/run-command.ts';
import { startHub, type TestHub } from '../support/start-hub.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
  await hub.space('champions', ['general']);
});
afterAll(() => hub.stop());

const run = (...args: string[]) => runCommand(hub.app, { command: args[0] ?? '', args: args.slice(1) }, () => undefined);

function inFiles(folder: string, text: string): boolean {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .some((file) => statSync(file).isFile() && readFileSync(file).includes(text));
}

test('[DW48] `erase` takes what was deleted from a document out of every file of the hub, and says so in the audit', async () => {
  const coordinator = await hub.person('noha', { spaces: { champions: 'coordinator' } });
  const { items } = await coordinator.api<{ items: { id: string }[] }>('POST', '/documents', {
    spaceId: 'champions',
    kind: 'lesson',
    title: 'x',
    language: 'ar',
  });
  const documentId = items[0]!.id;
  const canary = 'canary-name-of-a-witness';
  const tools = hub.app.hub.tools;
  const [blockId] = await writeLesson(tools, { documentId, userId: coordinator.userId, blocks: [{ type: 'paragraph', text: canary }] });
  await coordinator.api('POST', `/documents/${documentId}/versions`, { name: 'with the name' });
  await writeLesson(tools, { documentId, userId: coordinator.userId, blocks: [{ id: blockId!, type: 'paragraph', text: 'kept' }] });
  expect(inFiles(hub.dataDir, canary)).toBe(true);
  expect(await run('erase', '--document', documentId, '--reason', 'personalData')).toMatchObject({ exitCode: 0 });
  expect(inFiles(hub.dataDir, canary)).toBe(false);
  expect(inFiles(hub.dataDir, 'kept')).toBe(true);
  const head = await tools.audit.head();
  const [entry] = await tools.log.readBack('audit', head.seq + 1, 1);
  expect(entry?.data).toMatchObject({ operation: 'hub.erase', scopeId: documentId, fields: { reason: 'personalData' } });
});

test('a command that is called wrongly says how it is called', async () => {
  expect(await run('erase', '--reason', 'mistake')).toMatchObject({ exitCode: 2, output: expect.stringContaining('--document') });
  expect(await run('erase', '--document', 'x', '--reason', 'because')).toMatchObject({ exitCode: 2 });
  expect(await run('erase', '--document', 'nosuch', '--reason', 'mistake')).toMatchObject({ exitCode: 1 });
  expect(await run('nosuch')).toMatchObject({ exitCode: 2 });
  expect((await run('help')).output).toContain('erase --document');
});
