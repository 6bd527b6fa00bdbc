import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { clamavScan } from '#server/platform/scan/clamav/scan.ts';
import { noScan } from '#server/platform/scan/none/scan.ts';
import { ScannerAwayError } from '#server/platform/scan/port.ts';
import { eicar, fakeClamd, type ClamdMood, type FakeClamd } from '../support/fake-clamd.ts';

let clamd: FakeClamd;
beforeAll(async () => {
  clamd = await fakeClamd();
});
beforeEach(() => {
  clamd.mood = 'well';
});
afterAll(() => clamd.stop());
/** A scanner that does well gets the time a busy machine needs; only waiting for one that does not is cut short. */
const scan = (patienceMs = 20_000) => clamavScan({ host: '127.0.0.1', port: clamd.port, patienceMs });

describe('clamav', () => {
  test.each([0, 1, 65_536, 65_537, 3_000_000])('%i bytes come to it whole', async (length) => {
    const content = Buffer.alloc(length, 'abc');
    expect(await scan().scan(content)).toEqual({ kind: 'clean' });
    expect(clamd.scanned.at(-1)?.equals(content)).toBe(true);
  });
  test('what it finds is named', async () => {
    expect(await scan().scan(Buffer.from(`x${eicar}`))).toEqual({ kind: 'infected', signature: 'Eicar-Test-Signature' });
  });
  test.each<ClamdMood>(['silent', 'closing', 'refusing', 'endless'])('a scanner that is %s gives no verdict', async (mood) => {
    clamd.mood = mood;
    await expect(scan(200).scan(Buffer.alloc(1_000_000))).rejects.toThrow(ScannerAwayError);
    clamd.mood = 'well';
    expect(await scan().scan(Buffer.from('x'))).toEqual({ kind: 'clean' });
  });
  test('neither does one that is not there', async () => {
    const gone = await fakeClamd();
    await gone.stop();
    await expect(clamavScan({ host: '127.0.0.1', port: gone.port }).scan(Buffer.from('x'))).rejects.toThrow(ScannerAwayError);
  });
});

test('without a scanner nothing is called clean', async () => {
  expect(await noScan.scan(Buffer.from(eicar))).toEqual({ kind: 'notScanned' });
});
