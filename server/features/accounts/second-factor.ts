import { randomBytes } from 'node:crypto';
import { base32 } from '@better-auth/utils/base32';
import { createOTP } from '@better-auth/utils/otp';
import { readCode } from '#shared/features/accounts/rules.ts';
import type { Ports } from '#server/kernel/feature.ts';
import { deriveKey, hmac, isSameSecret } from '#server/platform/ids/ids.ts';
import { GuardError, type WriteOp } from '#server/platform/store/port.ts';
import { secondFactorsRepository, type SecondFactorRecord } from './repository.ts';
import { createSeal } from './seal.ts';

const stepMs = 30_000;
/** Codes of the step before and after count too: telephones' clocks run wrong. */
const window = 1;
const recoveryCodeCount = 10;
/** Without 0 1 i l o u: read aloud and written by hand. */
const recoveryAlphabet = '23456789abcdefghjkmnpqrstvwxyz';

/** Kept in Base32, as it is typed into an authenticator; codes are made of the bytes it stands for. */
const otpOf = (secret: string) => createOTP(base32.decode(secret));

function newRecoveryCode(): string {
  // 50 bits by twenty random bytes modulo 30: the bias (256 = 8 × 30 + 16) costs under a bit.
  const letters = [...randomBytes(10)].map((byte) => recoveryAlphabet.charAt(byte % recoveryAlphabet.length)).join('');
  return `${letters.slice(0, 5)}-${letters.slice(5)}`;
}

/** TOTP (RFC 6238: SHA-1, six digits, 30 s) and recovery codes; each code opens once. Time is the server's. */
export function createSecondFactor(tools: Pick<Ports, 'store' | 'clock'> & { secret: string }) {
  const repository = secondFactorsRepository(tools);
  const seal = createSeal(tools.secret, 'second factor');
  const recoveryKey = deriveKey(tools.secret, 'recovery codes');
  const hashRecovery = (userId: string, code: string) => hmac(recoveryKey, userId, code);

  /** The step a code belongs to, if it is newer than the last accepted one. */
  async function stepOf(factor: SecondFactorRecord, code: string): Promise<number | undefined> {
    const otp = otpOf(seal.open(factor.sealedSecret));
    const now = Math.floor(tools.clock.now().getTime() / stepMs);
    let found: number | undefined;
    for (let step = now - window; step <= now + window; step++) {
      const isRight = isSameSecret(await otp.hotp(step), code);
      if (isRight && step > factor.lastStep) found = step;
    }
    return found;
  }
  async function afterUse(factor: SecondFactorRecord, typed: string): Promise<SecondFactorRecord | undefined> {
    const { kind, code } = readCode(typed);
    if (kind === 'totp') {
      const lastStep = await stepOf(factor, code);
      return lastStep === undefined ? undefined : { ...factor, lastStep };
    }
    const used = hashRecovery(factor.id, code);
    const recoveryHashes = factor.recoveryHashes.filter((hash) => !isSameSecret(hash, used));
    return factor.state === 'on' && recoveryHashes.length < factor.recoveryHashes.length ? { ...factor, recoveryHashes } : undefined;
  }
  /** Writes what a used code changes; false when somebody used one at the same moment. */
  async function commit(factor: SecondFactorRecord): Promise<boolean> {
    try {
      await tools.store.commit([repository.replace(factor)]);
      return true;
    } catch (error) {
      if (error instanceof GuardError) return false;
      throw error;
    }
  }
  function newRecoveryCodes(userId: string) {
    const codes = Array.from({ length: recoveryCodeCount }, newRecoveryCode);
    return { codes, hashes: codes.map((code) => hashRecovery(userId, code.replace('-', ''))) };
  }

  return {
    /** Uses up a code of a second factor that is on. */
    async useCode(userId: string, typed: string): Promise<boolean> {
      const factor = await repository.findById(userId);
      if (factor?.state !== 'on') return false;
      const used = await afterUse(factor, typed);
      return used !== undefined && commit(used);
    },
    /** A new secret, not in force until `enable`. Undefined when a second factor is on. */
    async begin(userId: string, email: string): Promise<{ secret: string; otpauthUrl: string } | undefined> {
      const known = await repository.findById(userId);
      if (known?.state === 'on') return undefined;
      const secret = base32.encode(new Uint8Array(randomBytes(20)), { padding: false });
      await tools.store.commit([
        repository.put({
          id: userId,
          sealedSecret: seal.close(secret),
          state: 'begun',
          lastStep: 0,
          recoveryHashes: [],
          version: (known?.version ?? 0) + 1,
        }),
      ]);
      return { secret, otpauthUrl: otpOf(secret).url('Multaqa', email) };
    },
    hasBegun: async (userId: string) => (await repository.findById(userId))?.state === 'begun',
    /** What puts the begun one in force by its first code, to be committed with the account. Undefined: wrong code. */
    async prepare(userId: string, typed: string): Promise<{ recoveryCodes: string[]; op: WriteOp } | undefined> {
      const factor = await repository.findById(userId);
      const used = factor?.state === 'begun' ? await afterUse(factor, typed) : undefined;
      if (!used) return undefined;
      const { codes, hashes } = newRecoveryCodes(userId);
      return { recoveryCodes: codes, op: repository.replace({ ...used, state: 'on', recoveryHashes: hashes }) };
    },
    /** New recovery codes; the old ones open nothing from now on. */
    async renewRecoveryCodes(userId: string): Promise<string[] | undefined> {
      const factor = await repository.findById(userId);
      if (factor?.state !== 'on') return undefined;
      const { codes, hashes } = newRecoveryCodes(userId);
      return (await commit({ ...factor, recoveryHashes: hashes })) ? codes : undefined;
    },
    remove: (userId: string): WriteOp => repository.delete(userId),
  };
}
export type SecondFactor = ReturnType<typeof createSecondFactor>;
