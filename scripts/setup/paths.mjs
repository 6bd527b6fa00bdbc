import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder, absolute. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** A path inside the project. */
export const inRoot = (/** @type {string[]} */ ...parts) => path.join(root, ...parts);

/** Where what was fetched for the tests stays, so that a fresh clone does not fetch it again. */
export const userCache = () => path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'multaqa');
