import { hash, verify } from '@node-rs/argon2';

/** argon2id, 19 MiB, two passes: the second of OWASP's equal choices (Password Storage Cheat Sheet), about 50 ms. */
const options = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Hash of a password exactly as received: it is not normalised, so what was typed once must be typed again. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, options);
}

export async function verifyPassword(storedHash: string, password: string): Promise<boolean> {
  try {
    return await verify(storedHash, password);
  } catch {
    // A hash that cannot be read opens nothing.
    return false;
  }
}

let dummy: Promise<string> | undefined;

/** As long as a true verification, so that an unknown address answers as late as a known one. */
export async function verifyNothing(password: string): Promise<false> {
  dummy ??= hashPassword('nobody has this password');
  await verifyPassword(await dummy, password);
  return false;
}
