/** The one password of every fictional person: documented, and shown on the sign-in page of the demo. */
export const demoPassword = 'multaqa-demo-2026';

/** Account id of a fictional person: the same on every start. */
export const userIdOf = (key: string) => `demo-${key}`;

/** Letters to example.org go nowhere (RFC 2606). */
export const emailOfPersona = (key: string) => `${key}@example.org`;
