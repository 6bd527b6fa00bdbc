import { chromium, type Browser, type LaunchOptions } from 'playwright-core';
import { locate } from '../../scripts/setup/locate.mjs';

/** Also what Chromium needs as root and without a way out to the network. */
export const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** @throws when the machine has none */
export function chromiumPath(): string {
  const path = locate('chromium');
  if (path === undefined) throw new Error('There is no Chromium on this machine: run it through npm test, which gets one.');
  return path;
}

/** Starts a real Chromium without a window, under a profile that is deleted when it closes. */
export async function launchChromium(options: LaunchOptions = {}): Promise<Browser> {
  return chromium.launch({ headless: true, ...options, executablePath: chromiumPath(), args: [...flags, ...(options.args ?? [])] });
}
