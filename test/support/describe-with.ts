import { describe, test } from 'vitest';
import { locate, type Service } from '../../scripts/setup/locate.mjs';

/**
 * A `describe` that needs real servers. Where one cannot be had its tests are skipped, loudly and counted;
 * on a build machine (`CI=true`) that is a failure.
 *
 * @param needs  such as `'mongo'` or `['mongo', 'redis']`
 */
export function describeWith(needs: Service | Service[], name: string, body: () => void): void {
  const missing = [needs].flat().filter((service) => locate(service) === undefined);
  if (missing.length === 0) {
    describe(name, body);
    return;
  }
  const title = `NO ${missing.join(', NO ').toUpperCase()}: ${name}`;
  if (process.env['CI'] === 'true') {
    test(title, () => {
      throw new Error(`${missing.join(' and ')} cannot be had on this machine; see the start of npm test.`);
    });
    return;
  }
  console.warn(`${title} (skipped)`);
  describe.skip(title, body);
}
