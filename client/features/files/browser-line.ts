/** What some browsers tell of the line (Network Information); absent in others. */
interface NetworkInformation {
  saveData?: boolean;
  effectiveType?: string;
}

/** Pictures wait to be asked for: the person saves data, or the line is that of an old telephone. */
export function asksBeforeLoading(
  browser: { connection?: NetworkInformation } = navigator as { connection?: NetworkInformation },
): boolean {
  const { connection } = browser;
  return connection?.saveData === true || /^(?:slow-)?2g$/.test(connection?.effectiveType ?? '');
}
