import { randomUUID } from 'node:crypto';
import type { Attachment, Upload } from '#shared/features/files/contract.ts';
import type { Client } from './start-hub.ts';

export interface ToUpload {
  roomId: string;
  name: string;
  content: Uint8Array;
  kind?: 'file' | 'voice';
  summary?: string;
  durationMs?: number;
  clientId?: string;
}

/** Brings one part; the answer as it came. */
export function putPart(client: Client, fileId: string, part: number, content: Uint8Array): Promise<Response> {
  return fetch(`${client.url}/api/v1/files/${fileId}/parts/${part}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${client.token}`, 'content-type': 'application/octet-stream' },
    body: Uint8Array.from(content),
  });
}

/** `<status> <code>`, or the status alone where all is well. */
export async function outcome(response: Response): Promise<string> {
  if (response.ok) return String(response.status);
  const { type } = (await response.json()) as { type: string };
  return `${response.status} ${type.replace('urn:hub:error:', '')}`;
}

export function startUpload(client: Client, given: ToUpload): Promise<Upload> {
  const { roomId, content, kind = 'file', clientId = randomUUID(), ...more } = given;
  return client.api<Upload>('POST', `/rooms/${roomId}/files`, { size: content.length, kind, clientId, ...more });
}

/** The parts that the hub does not have yet. @throws as `outcome` says */
export async function bringParts(client: Client, upload: Upload, content: Uint8Array): Promise<void> {
  for (let part = 0; part * upload.partBytes < content.length; part += 1) {
    if (upload.received.includes(part)) continue;
    const bytes = content.subarray(part * upload.partBytes, (part + 1) * upload.partBytes);
    const answer = await outcome(await putPart(client, upload.fileId, part, bytes));
    if (answer !== '200') throw new Error(answer);
  }
}

/** Start, parts, finish. @throws with the code of a refusal */
export async function upload(client: Client, given: ToUpload): Promise<Upload & { attachment: Attachment }> {
  const begun = await startUpload(client, given);
  await bringParts(client, begun, given.content);
  const done = await client.api<Upload>('POST', `/files/${begun.fileId}/finish`, {});
  if (!done.attachment) throw new Error('not ready');
  return { ...done, attachment: done.attachment };
}
