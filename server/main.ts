import { existsSync } from 'node:fs';
import { createApp, version, type App } from './app.ts';
import { ConfigError, describeSettings, readConfig } from './config.ts';
import { DataFolderBusyError, NotAReplicaSetError, StoreUnavailableError } from './platform/errors.ts';
import { beginWorld } from './begin-world.ts';

const pagesFolder = 'dist/client';

/** Faults of the set-up, told in one clear line; anything else is a bug and keeps its stack. */
function isSetUpFault(error: unknown): error is Error {
  return error instanceof ConfigError || error instanceof DataFolderBusyError || error instanceof NotAReplicaSetError || error instanceof StoreUnavailableError
    || (error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES'));
}

function stopOnSignals(app: App): void {
  let isStopping = false;
  const stop = () => {
    if (isStopping) return;
    isStopping = true;
    app.logger.info({}, 'stopping');
    app.close().then(
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
    console.log(`Multaqa ${version}\n\nnpm start            starts the hub\nnpm start -- --help  this page\n\nSettings, from the environment:\n${describeSettings()}`);
    return;
  }
  const config = readConfig();
  const app = await createApp({ config, ...(existsSync(pagesFolder) && { pages: pagesFolder }) });
  stopOnSignals(app);
  const lines = await beginWorld(app, config);
  const url = await app.hub.listen();
  console.log(`\n  Multaqa is open at ${url}\n${lines(url).map((line) => `  ${line}\n`).join('')}`);
}

main().catch((error: unknown) => {
  console.error(isSetUpFault(error) ? `\n${error.message}\n` : error);
  process.exit(1);
});
