/** What a scanner says of a file. `notScanned`: this hub has none, and says so. */
export type ScanVerdict = { kind: 'clean' } | { kind: 'infected'; signature: string } | { kind: 'notScanned' };

/** The scanner gave no verdict: away, too slow, or unwilling to read so much. The file waits, it does not pass. */
export class ScannerAwayError extends Error {
  override name = 'ScannerAwayError';
}

/** Looks for what harms whoever opens a file. */
export interface Scan {
  /** @throws ScannerAwayError */
  scan(content: Buffer): Promise<ScanVerdict>;
}
