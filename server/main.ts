import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createApp, version, type App } from './app.ts';
import { ConfigError, describeSettings, readConfig } from './config.ts';
import { DataFolderBusyError, NotAReplicaSetError, StoreUnavailableError } from './platform/errors.ts';
import { keepHeapSmall } from './platform/small-heap.ts';
import { RestoreUnfinishedError } from './platform/backup/port.ts';
import { beginWorld } from './begin-world.ts';
import { commandSocketPath, serveCommands } from './commands/command-socket.ts';
import { runCommand } from './commands/run-command.ts';

const pagesFolder = resolve('dist/client');

/** Faults of the set-up, told in one clear line; anything else is a bug and keeps its stack. */
function isSetUpFault(error: unknown): error is Error {
  return (
    error instanceof ConfigError ||
    error instanceof DataFolderBusyError ||
    error instanceof NotAReplicaSetError ||
    error instanceof RestoreUnfinishedError ||
    error instanceof StoreUnavailableError ||
    (error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES'))
  );
}

function stopOnSignals(stopAll: () => Promise<void>, app: App): void {
  let isStopping = false;
  const stop = () => {
    if (isStopping) return;
    isStopping = true;
    app.logger.info({}, 'stopping');
    stopAll().then(
      () => process.exit(0),
      (error: unknown) => {
        app.logger.error({ err: error }, 'stopped uncleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

async function main(): Promise<void> {
  if (process.argv.includes('--help')) {
    console.log(
      `Multaqa ${version}\n\nnpm start            starts the hub\nnpm start -- --help  this page\n\nSettings, from the environment:\n${describeSettings()}`,
    );
    return;
  }
  const config = readConfig();
  const app = await createApp({ config, ...(existsSync(pagesFolder) && { pages: pagesFolder }) });
  const world = await beginWorld(app, config);
  const stopCommands =
    config.mongoUrl === undefined
      ? await serveCommands(commandSocketPath(config.dataDir), (call, onProgress) => runCommand(app, call, onProgress))
      : async () => undefined;
  stopOnSignals(async () => {
    await Promise.all([world.stop(), stopCommands()]);
    await app.close();
  }, app);
  const url = await app.hub.listen();
  keepHeapSmall();
  const lines = await world.lines(url);
  console.log(`\n  Multaqa is open at ${url}\n${lines.map((line) => `  ${line}\n`).join('')}`);
}

main().catch((error: unknown) => {
  console.error(isSetUpFault(error) ? `\n${error.message}\n` : error);
  process.exit(1);
});
