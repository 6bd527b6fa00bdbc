/** What `new Worker(url, options)` takes. */
export interface WorkerEntry {
  readonly url: URL;
  readonly options: { readonly argv?: string[]; readonly execArgv?: string[] };
}

/**
 * Where a worker's file is, in the sources (tsx, vitest) and in the build alike.
 *
 * The build lays each `<name>-worker.ts` beside what starts it, as `<name>-worker.js`.
 *
 * @param from  `import.meta.url` of the file that starts the worker; the worker's file lies beside it
 * @param name  the worker's file name without its ending, such as `sqlite-worker`
 */
export function workerUrl(from: string, name: string): WorkerEntry {
  if (!/\.ts(\?|$)/.test(from)) return { url: new URL(`./${name}.js`, from), options: {} };
  // On Node 20 a thread inherits no loader, and `--import tsx` in its execArgv is ignored there: it registers its own.
  const source = new URL(`./${name}.ts`, from).href;
  return { url: new URL('./worker-from-source.mjs', import.meta.url), options: { argv: [source], execArgv: [] } };
}
