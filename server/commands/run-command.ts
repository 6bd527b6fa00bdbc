import { parseArgs } from 'node:util';
import { countryRoles, hubRoles, spaceRoles } from '#shared/access/permissions.ts';
import { interfaceLanguages } from '#shared/kernel/fields.ts';
import type { App } from '../app.ts';
import { erasureReason } from '#shared/features/documents/versions-contract.ts';
import { firstSetupLink, grantHubRoleDirectly, inviteDirectly } from '../features/accounts/index.ts';
import { eraseHistoryDirectly } from '../features/documents/index.ts';
import { done, failed, UsageError } from './answers.ts';
import type { CommandAnswer, CommandCall, OnProgress } from './command-socket.ts';
import { backupCommand } from './backup/backup-command.ts';
import { offlineCommands } from './backup/offline-commands.ts';
import { surface } from './surface.ts';

type Run = (app: App, args: string[], onProgress: OnProgress) => Promise<CommandAnswer>;

function oneOf<T extends string>(value: string | undefined, allowed: readonly T[], name: string): T {
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw new UsageError(`--${name} is one of ${allowed.join(', ')}`);
  return found;
}

async function createAdmin(app: App): Promise<CommandAnswer> {
  const link = await firstSetupLink(app.open.ports, app.hub.tools.publicUrl());
  return link === undefined
    ? failed('There is an administrator already. Use: grant --email <address> --role admin')
    : done(`This link makes the first administrator, once:\n${link}`);
}

async function invite(app: App, args: string[]): Promise<CommandAnswer> {
  const { values } = parseArgs({
    args,
    options: {
      country: { type: 'string' },
      language: { type: 'string', default: 'ar' },
      email: { type: 'string' },
      space: { type: 'string', multiple: true, default: [] },
      role: { type: 'string' },
      uses: { type: 'string', default: '1' },
      days: { type: 'string', default: '14' },
    },
  });
  if (!/^[A-Z]{2}$/.test(values.country ?? '')) throw new UsageError('--country is a code of two letters, as TN');
  const spaces = values.space.map((text) => {
    const [spaceId = '', role = 'member'] = text.split(':');
    return { spaceId, role: oneOf(role, spaceRoles, 'space <id>:<role>') };
  });
  const { url, invitation } = await inviteDirectly(app.open.ports, app.hub.tools.publicUrl(), {
    country: values.country ?? '',
    language: oneOf(values.language, interfaceLanguages, 'language'),
    spaces,
    maxUses: Number(values.uses),
    validDays: Number(values.days),
    ...(values.email !== undefined && { email: values.email }),
    ...(values.role !== undefined && { countryRole: oneOf(values.role, countryRoles, 'role') }),
  });
  return done(`Open until ${invitation.expiresAt}, for ${invitation.maxUses}:\n${url}`);
}

async function grant(app: App, args: string[]): Promise<CommandAnswer> {
  const { values } = parseArgs({ args, options: { email: { type: 'string' }, role: { type: 'string' } } });
  if (values.email === undefined) throw new UsageError('--email is the address of an account');
  const role = oneOf(values.role, hubRoles, 'role');
  const account = await grantHubRoleDirectly(app.open.ports, values.email.toLowerCase(), role);
  if (!account) return failed('There is no such account.');
  const { access, audit } = app.hub.tools;
  await audit.record({ actorId: 'command', operation: 'hub.grant', scopeId: account.id, fields: { role } });
  await access.changed({ userIds: [account.id] });
  return done(`${values.email} holds the role ${role} now.`);
}

async function erase(app: App, args: string[]): Promise<CommandAnswer> {
  const { values } = parseArgs({ args, options: { document: { type: 'string' }, reason: { type: 'string' } } });
  if (values.document === undefined) throw new UsageError('--document is the id of a document, as in its address');
  const reason = oneOf(values.reason, erasureReason.options, 'reason');
  const { tools } = app.hub;
  const removed = await eraseHistoryDirectly(tools, values.document);
  if (removed === undefined) return failed('There is no such document.');
  await tools.audit.record({ actorId: 'command', operation: 'hub.erase', scopeId: values.document, fields: { reason } });
  return done(
    `What was deleted from ${values.document} is gone from its history; ${removed} versions went with it. Backups keep it until they run out.`,
  );
}

async function verifyAudit(app: App): Promise<CommandAnswer> {
  const { isIntact, checked, firstBroken } = await app.hub.tools.audit.verify();
  const head = await app.hub.tools.audit.head();
  if (!isIntact) return failed(`The audit chain is broken at entry ${firstBroken}; the ${checked} before it are intact.`);
  return done(
    `The audit chain is intact: ${checked} entries. Note this head elsewhere, it proves later that nothing was cut off:\n${head.seq} ${head.hash}`,
  );
}

const commands: Record<string, { run: Run; usage: string }> = {
  'create-admin': { run: createAdmin, usage: 'create-admin                        a one-time link for the first administrator' },
  invite: {
    run: invite,
    usage: 'invite --country TN [--email a@b] [--language ar] [--space <id>:<role>] [--role focalPoint|ncbAdmin] [--uses 1] [--days 14]',
  },
  grant: { run: grant, usage: 'grant --email a@b --role admin|auditor|safetyOfficer' },
  'list-surface': {
    run: async () => done(JSON.stringify(surface(), null, 1)),
    usage: 'list-surface                        every route, event and document operation with its permission',
  },
  'verify-audit': { run: verifyAudit, usage: 'verify-audit                        recomputes the audit chain' },
  erase: {
    run: erase,
    usage: 'erase --document <id> --reason personalData|operational|mistake|legal    what was deleted from it is gone from its history',
  },
  backup: { run: backupCommand, usage: 'backup --to <folder> --key-file K       a backup of the running hub, encrypted and verified' },
};

const usage = () =>
  `npm run hub -- <command>\n\n${[...Object.values(commands), ...Object.values(offlineCommands)]
    .map((command) => `  ${command.usage}`)
    .join('\n')}`;

/** Runs one command; never throws. */
export async function runCommand(app: App, { command, args }: CommandCall, onProgress: OnProgress): Promise<CommandAnswer> {
  const known = Object.hasOwn(commands, command) ? commands[command] : undefined;
  if (!known) return { output: usage(), exitCode: command === 'help' ? 0 : 2 };
  try {
    return await known.run(app, args, onProgress);
  } catch (error) {
    const isUsage = error instanceof UsageError || (error instanceof TypeError && 'code' in error);
    if (isUsage) return { output: `${(error as Error).message}\n\n${known.usage}`, exitCode: 2 };
    app.logger.error({ err: error, command }, 'command failed');
    return failed(`${command} failed: ${error instanceof Error ? error.message : 'unknown'}`);
  }
}
