import { spawn } from 'node:child_process';
import { root } from './paths.mjs';

/**
 * Runs a program to its end.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, quiet?: boolean, result?: boolean }} [options]
 *   quiet: keep the output and give it back instead of showing it;
 *   result: what it prints is what was asked for, not progress on the way there
 * @returns {Promise<{ code: number, output: string }>} code 127 when the program does not exist, 128 + n for signal n
 */
export function run(program, args, options = {}) {
  const { env = process.env, quiet = false, result = false } = options;
  return new Promise((resolve) => {
    // Progress goes to stderr: `npm start -- --help > file` must hold the help only.
    const child = spawn(program, args, {
      cwd: root,
      env,
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', result ? 1 : 2, 2],
    });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    const stopForwarding = forwardSignals(child);
    child.on('error', (error) => {
      stopForwarding();
      resolve({ code: 127, output: String(error) });
    });
    child.on('close', (code, signal) => {
      stopForwarding();
      resolve({ code: code ?? 128 + signalNumber(signal), output });
    });
  });
}

const signals = /** @type {const} */ ({ SIGINT: 2, SIGTERM: 15, SIGHUP: 1 });

/** @param {NodeJS.Signals | null} signal */
function signalNumber(signal) {
  return signal !== null && signal in signals ? signals[/** @type {keyof typeof signals} */ (signal)] : 9;
}

/**
 * Passes what ends us on to the child, and lets the child's end be ours.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @returns {() => void} undoes it
 */
export function forwardSignals(child) {
  const names = /** @type {(keyof typeof signals)[]} */ (Object.keys(signals));
  const handlers = names.map((name) => {
    const handler = () => void child.kill(name);
    process.on(name, handler);
    return /** @type {const} */ ([name, handler]);
  });
  return () => handlers.forEach(([name, handler]) => process.off(name, handler));
}
