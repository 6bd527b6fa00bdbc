/**
 * Raised by hand when a contract changes incompatibly; clients of another version offer to reload. Apart from the list
 * of contracts, so that a page can know its version without loading every feature's contract.
 */
export const contractVersion = '2';
