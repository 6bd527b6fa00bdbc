import type { Scan } from '../port.ts';

/** No scanner was configured. */
export const noScan: Scan = { scan: async () => ({ kind: 'notScanned' }) };
