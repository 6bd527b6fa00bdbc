import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startHub, type Client, type TestHub } from '../support/start-hub.ts';
import { openDocumentText, packed, wordDocument } from '../support/packages.ts';
import { upload } from '../support/uploads.ts';

// Numbers in brackets are those of the battery of bad input.
const roomId = 'general';
let hub: TestHub;
let salma: Client;
let png: Buffer;
let jpeg: Buffer;
let gif: Buffer;
beforeAll(async () => {
  hub = await startHub({ env: { LIMITS: 'false' } });
  await hub.space('champions', [roomId]);
  salma = await hub.person('salma', { spaces: { champions: 'member' } });
  const picture = () => sharp({ create: { width: 64, height: 48, channels: 3, background: '#a03060' } });
  png = await picture().png().toBuffer();
  jpeg = await picture().jpeg().toBuffer();
  gif = await picture().gif().toBuffer();
});
afterAll(() => hub.stop());
afterEach(async () => {
  expect((await fetch(`${hub.url}/readyz`)).status).toBe(200);
});

const bring = async (name: string, content: Uint8Array | string) => {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return upload(salma, { roomId, name, content: bytes }).then(
    ({ attachment }) => `${attachment.kind} ${attachment.mediaType} ${attachment.name}`,
    (error: Error) => error.message,
  );
};
const served = async (name: string, content: Uint8Array) => {
  const { fileId } = await upload(salma, { roomId, name, content });
  const response = await salma.fetch('GET', `/files/${fileId}/content`);
  return { headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
};

const script = '<script>alert(1)</script>';
const refused = 'files/typeRefused';

describe('what is not on the list (59, scenario 24)', () => {
  test.each([
    ['an SVG with a script', 'a.svg', `<svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`],
    ['an SVG called PNG', 'a.png', `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`],
    [
      'an SVG with an external entity',
      'a.svg',
      '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>',
    ],
    ['HTML called PNG', 'a.png', `<!doctype html>${script}`],
    ['HTML called text', 'a.txt', `  <!doctype html>${script}`],
    ['a fragment called text', 'a.txt', script],
    ['XHTML called PNG', 'a.png', '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>'],
    ['XML', 'a.xml', '<?xml version="1.0"?><a/>'],
    ['a script', 'a.js', 'alert(1)'],
    ['a command file', 'a.bat', 'format c:'],
    ['a program', 'a.exe', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)])],
    ['a program called PNG', 'invoice.png', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)])],
    ['an ELF program called text', 'a.txt', Buffer.concat([Buffer.from('\x7fELF'), Buffer.alloc(200)])],
    ['a ZIP', 'a.zip', packed([{ name: 'a.txt', content: 'x' }])],
    ['a ZIP called docx', 'a.docx', packed([{ name: 'a.txt', content: 'x' }])],
    ['bytes called text', 'a.txt', Buffer.from([65, 0, 1, 2, 66])],
    ['a TIFF', 'a.tif', Buffer.from([0x49, 0x49, 0x2a, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0])],
  ])('%s is refused', async (_what, name, content) => {
    expect(await bring(name, content)).toBe(refused);
  });
  test('a name that turns around holds nothing that turns (scenario 24, 37)', async () => {
    expect(await bring('invoice\u202Egpj.exe', png)).toBe('image image/png invoicegpj.png');
    expect(await bring('تقرير\u202Egpj.exe', '%PDF-1.7\n')).toBe('document application/pdf تقريرgpj.pdf');
  });
  test.each([
    ['../../etc/x', 'x.png'],
    ['C:\\x', 'x.png'],
    ['a\0.png', 'a.png'],
    ['"\r\nX: y', '_ X_ y.png'],
    ['.htaccess', 'htaccess.png'],
    ['CON', '_CON.png'],
    ['', 'file.png'],
    ['x.png.exe', 'x.png'],
    ['x'.repeat(300), `${'x'.repeat(116)}.png`],
  ])('the name %j is cleaned (62)', async (name, clean) => {
    expect(await bring(name, png)).toBe(`image image/png ${clean}`);
  });
});

describe('two things in one (60)', () => {
  test('an image carries nothing but its pixels', async () => {
    const hidden = `<?php system($_GET["x"]) ?>${script}`;
    const zip = packed([{ name: 'a.js', content: 'alert(1)' }]);
    for (const [name, content] of [
      ['a.jpg', Buffer.concat([jpeg, Buffer.from(hidden)])],
      ['a.png', Buffer.concat([png, zip])],
      ['a.gif', Buffer.concat([gif, Buffer.from(`=1;${script}//`)])],
    ] as const) {
      const { bytes, headers } = await served(name, content);
      expect([name, bytes.includes('alert'), bytes.includes('php'), bytes.includes('PK\x03\x04')]).toEqual([name, false, false, false]);
      expect([headers.get('x-content-type-options'), headers.get('content-security-policy')]).toEqual([
        'nosniff',
        "sandbox; default-src 'none'",
      ]);
    }
  });
  test('comments and text of an image go too', async () => {
    const withText = await sharp(jpeg).withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/">${script}</x:xmpmeta>`).toBuffer();
    expect(withText.includes('alert')).toBe(true);
    expect((await served('a.jpg', withText)).bytes.includes('alert')).toBe(false);
  });
  test('a PDF with JavaScript is a file to be saved, never a page', async () => {
    const { headers } = await served('a.pdf', Buffer.from('%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj'));
    expect(headers.get('content-disposition')).toMatch(/^attachment/);
  });
  test('an image in name alone is damaged, and one that breaks off', async () => {
    expect(await bring('a.png', Buffer.concat([png.subarray(0, 40), Buffer.from(script)]))).toBe('files/damaged');
    expect(await bring('a.jpg', jpeg.subarray(0, jpeg.length / 2))).toBe('files/damaged');
  });
});

/** A PNG whose header promises more than its bytes hold. */
function promisingPng(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length);
    ends.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width);
  head.writeUInt32BE(height, 4);
  head.set([1, 0, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.alloc(100_000))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

describe('what unfolds (61, 68)', () => {
  test('a picture of 60,000 × 60,000 points', async () => {
    expect(await bring('a.png', promisingPng(60_000, 60_000))).toBe('files/imageTooLarge');
  });
  test('ten thousand frames, and few that are large', async () => {
    const frame = gif.subarray(gif.indexOf(Buffer.from([0x21, 0xf9])) < 0 ? gif.indexOf(0x2c) : gif.indexOf(Buffer.from([0x21, 0xf9])), -1);
    const many = Buffer.concat([gif.subarray(0, -1), ...Array.from({ length: 10_000 }, () => frame), Buffer.from([0x3b])]);
    expect(await bring('a.gif', many)).toBe('files/imageTooLarge');
  });
  test('a document that says it unpacks to gigabytes, one of too many entries, one with a way out', async () => {
    expect(await bring('a.docx', wordDocument([{ name: 'word/x.xml', content: 'x', claimedBytes: 4_000_000_000 }]))).toBe(
      'files/documentRefused',
    );
    const many = Array.from({ length: 6000 }, (_none, n) => ({ name: `word/${n}.xml` }));
    expect(await bring('a.docx', wordDocument(many))).toBe('files/documentRefused');
    expect(await bring('a.docx', wordDocument([{ name: '../../etc/cron.d/x', content: 'x' }]))).toBe('files/documentRefused');
  });
  test('a document with a program in it', async () => {
    expect(await bring('a.docx', wordDocument([{ name: 'word/vbaProject.bin', content: 'x' }]))).toBe('files/documentRefused');
    expect(await bring('a.docx', wordDocument([{ name: 'word/embeddings/a.exe', content: 'MZ' }]))).toBe('files/documentRefused');
  });
  test('a document whose list of entries is cut off or points elsewhere', async () => {
    const whole = wordDocument();
    expect(await bring('a.docx', whole.subarray(0, -30))).toBe('files/damaged');
    const lying = Buffer.from(whole);
    lying.writeUInt32LE(0xfffffff0, lying.length - 6);
    expect(await bring('a.docx', lying)).toBe('files/damaged');
  });
});

test('what is on the list is taken, by what it is', async () => {
  expect(await bring('a', wordDocument())).toBe('document application/vnd.openxmlformats-officedocument.wordprocessingml.document a.docx');
  expect(await bring('a.zip', openDocumentText())).toBe('document application/vnd.oasis.opendocument.text a.odt');
  expect(await bring('قائمة.csv', '\uFEFFالاسم,البلد\nسلمى,تونس\n')).toBe('document text/csv قائمة.csv');
  expect(await bring('a.txt', 'مرحباً\n')).toBe('document text/plain a.txt');
  expect(await bring('a.png', jpeg)).toBe('image image/jpeg a.jpg');
  expect(await bring('a.bmp', gif)).toBe('image image/gif a.gif');
});

test('text in another encoding, and a phone’s own picture format, are refused with their reason', async () => {
  // «مرحبا» in Windows-1256.
  expect(await bring('a.txt', Buffer.from([0xe3, 0xd1, 0xcd, 0xc8, 0xc7]))).toBe('files/textNotUtf8');
  const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic\0\0\0\0mif1heic'), Buffer.alloc(100)]);
  expect(await bring('IMG_1.HEIC', heic)).toBe('files/heicRefused');
});

test('a refusal is the same when asked again, and counts for nothing', async () => {
  const given = { roomId, name: 'a.svg', content: Buffer.from('<svg/>'), clientId: 'the-same-file' };
  for (let times = 0; times < 2; times += 1) await expect(upload(salma, given)).rejects.toThrow(refused);
});
