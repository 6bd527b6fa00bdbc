import { createApp, version } from './app.ts';
import { knownVersions } from './commands/backup/known-versions.ts';
import { runOffline } from './commands/backup/offline-commands.ts';
import { commandSocketPath, sendCommand, type CommandAnswer, type CommandCall } from './commands/command-socket.ts';
import { runCommand } from './commands/run-command.ts';
import { readConfig } from './config.ts';

/** Asks the running embedded server; where none runs, or on MongoDB, opens the store itself. */
async function run(call: CommandCall): Promise<CommandAnswer> {
  const config = { ...readConfig(), logLevel: 'error' as const };
  const onProgress = (line: string): void => console.error(line);
  const offline = await runOffline({ config, version, knownVersions, onProgress }, call.command, call.args);
  if (offline) return offline;
  const answered = config.mongoUrl === undefined ? await sendCommand(commandSocketPath(config.dataDir), call, onProgress) : undefined;
  if (answered) return answered;
  const app = await createApp({ config });
  try {
    return await runCommand(app, call, onProgress);
  } finally {
    await app.close();
  }
}

const [command = 'help', ...args] = process.argv.slice(2);
run({ command, args }).then(
  ({ output, exitCode }) => {
    console.log(output);
    process.exit(exitCode);
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
