import { chromium, type Browser, type LaunchOptions } from 'playwright-core';
import { locate } from '../../scripts/setup/locate.mjs';

/** Also what Chromium needs as root and without a way out to the network. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts a real Chromium without a window, under a profile that is deleted when it closes. */
export async function launchChromium(options: LaunchOptions = {}): Promise<Browser> {
  const executablePath = locate('chromium');
  if (executablePath === undefined) throw new Error('There is no Chromium on this machine: run it through npm test, which gets one.');
  return chromium.launch({ headless: true, ...options, executablePath, args: [...flags, ...(options.args ?? [])] });
}
