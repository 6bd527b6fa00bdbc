import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import type { ByteRange, Download } from './feature.ts';

const quoted = (entityTag: string) => `"${entityTag}"`;

/** RFC 8187: these four are no part of a value, and `encodeURIComponent` lets them stand. */
const encoded = (name: string) => encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);

/** Whether the caller holds these bytes already (`If-None-Match`, a list of tags that may be weak). */
function isKnown(request: Request, entityTag: string | undefined): boolean {
  const held = request.headers['if-none-match'];
  if (held === undefined || entityTag === undefined) return false;
  return held.split(',').some((tag) => tag.trim().replace(/^W\//, '') === quoted(entityTag));
}

/**
 * The part asked for by a `Range` header; undefined: all of it, also where the header is none that we serve: several
 * parts in one answer multiply work and nobody's player asks for them. `unsatisfiable`: it begins behind the end.
 */
function rangeOf(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  // `-n`: the last n bytes.
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  if (first !== '' && last !== '' && Number(last) < start) return undefined;
  return start >= size || start >= end ? 'unsatisfiable' : { start, end };
}

function setHeaders(response: Response, download: Download): void {
  const { mediaType, fileName, isInline = false, entityTag } = download;
  response.type(mediaType);
  response.setHeader('Content-Disposition', `${isInline ? 'inline' : 'attachment'}; filename*=UTF-8''${encoded(fileName)}`);
  response.setHeader('Content-Security-Policy', "sandbox; default-src 'none'");
  if (entityTag === undefined) return;
  response.setHeader('ETag', quoted(entityTag));
  // Kept by the browser, asked for again each time: whoever lost the right to see it gets it no more.
  response.setHeader('Cache-Control', 'private, no-cache');
}

/** Answers bytes: all of them, the part asked for (206), none that are held already (304), none beyond the end (416). */
export async function answerDownload(request: Request, response: Response, download: Download): Promise<void> {
  const { content, size, entityTag } = download;
  setHeaders(response, download);
  if (isKnown(request, entityTag)) return void response.status(304).end();
  if (typeof content !== 'function') {
    if (size !== undefined) response.setHeader('Content-Length', String(size));
    return pipeline(content, response.status(200));
  }
  if (size === undefined) throw new Error('a download in parts without a size');
  response.setHeader('Accept-Ranges', 'bytes');
  const condition = request.headers['if-range'];
  const isSame = condition === undefined || (entityTag !== undefined && condition === quoted(entityTag));
  const range = isSame ? rangeOf(request.headers.range, size) : undefined;
  if (range === 'unsatisfiable') return void response.status(416).setHeader('Content-Range', `bytes */${size}`).end();
  const { start, end } = range ?? { start: 0, end: size };
  response.status(range ? 206 : 200).setHeader('Content-Length', String(end - start));
  if (range) response.setHeader('Content-Range', `bytes ${start}-${end - 1}/${size}`);
  if (request.method === 'HEAD') return void response.end();
  await pipeline(await content({ start, end }), response);
}
