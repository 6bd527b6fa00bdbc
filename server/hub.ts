import { createApp } from './app.ts';
import { commandSocketPath, sendCommand, type CommandAnswer, type CommandCall } from './commands/command-socket.ts';
import { runCommand } from './commands/run-command.ts';
import { readConfig } from './config.ts';

/** Asks the running embedded server; where none runs, or on MongoDB, opens the store itself. */
async function run(call: CommandCall): Promise<CommandAnswer> {
  const config = { ...readConfig(), logLevel: 'error' as const };
  const answered = config.mongoUrl === undefined ? await sendCommand(commandSocketPath(config.dataDir), call) : undefined;
  if (answered) return answered;
  const app = await createApp({ config });
  try {
    return await runCommand(app, call);
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
