import { onPath } from './locate.mjs';
import { run } from './run.mjs';
import { say } from './say.mjs';

/** @type {Promise<unknown> | undefined} */
let updated;

const env = {
  ...process.env,
  DEBIAN_FRONTEND: 'noninteractive',
  // What is installed for the tests must not also start as a service on its usual port.
  RUNLEVEL: '1',
};

/**
 * Installs Debian packages where that is ours to do: on Debian or Ubuntu, as root.
 *
 * @param {string[]} packages
 * @returns {Promise<boolean>} whether they are installed now
 */
export async function aptInstall(...packages) {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !onPath('apt-get')) return false;
  say(`Installing ${packages.join(' and ')} …`);
  // Lists that are old or absent make apt find nothing; one update serves all that is installed in this run.
  updated ??= run('apt-get', ['-q', 'update'], { env, quiet: true });
  await updated;
  const { code, output } = await run('apt-get', ['-q', '-y', '--no-install-recommends', 'install', ...packages], { env, quiet: true });
  if (code !== 0) say(`apt-get could not install ${packages.join(' ')}:\n${output.trim().split('\n').slice(-5).join('\n')}`);
  return code === 0;
}
