import { files, type Attachment, type Upload } from '#shared/features/files/contract.ts';
import { HubError } from '#shared/kernel/errors.ts';
import type { InputOf } from '#shared/kernel/contract.ts';
import type { Hub } from '#client/kernel/hub-client.ts';

/** 128 KiB over 12 kbit/s. */
const partTimeoutMs = 90_000;
/** A large picture on a busy hub, with a scanner. */
const finishTimeoutMs = 120_000;
/** Parts on their way at once: while one is acknowledged over a long line, the next one is under way. */
const lanes = 2;
/** Parts that the hub says it lacks after it had them all: once is a race, thrice is a fault. */
const maxRounds = 3;

export interface SendFile {
  hub: Hub;
  content: Blob;
  start: InputOf<typeof files, 'startUpload'>;
  signal: AbortSignal;
  /** Does one step until it is done. */
  persist: <T>(work: () => Promise<T>) => Promise<T>;
  onBegun: (fileId: string) => void;
  /** Bytes that are stored. */
  onStored: (bytes: number) => void;
  onFinishing: () => void;
}

const failed = (reason: keyof (typeof files)['errors']): HubError => new HubError(`files/${reason}`, files.errors[reason].status);

async function sendParts(given: SendFile, upload: Upload): Promise<void> {
  const { hub, content, persist, signal, onStored } = given;
  const { fileId, partBytes } = upload;
  const count = Math.ceil(content.size / partBytes);
  const lengthOf = (part: number): number => Math.min(partBytes, content.size - part * partBytes);
  const missing = Array.from({ length: count }, (_none, part) => part).filter((part) => !upload.received.includes(part));
  let stored = upload.received.reduce((sum, part) => sum + lengthOf(part), 0);
  onStored(stored);

  async function lane(): Promise<void> {
    for (let part = missing.shift(); part !== undefined; part = missing.shift()) {
      const at = part * partBytes;
      const number = part;
      // Read before it is sent: a file that was deleted from the phone meanwhile must not look like a broken line.
      const bytes = await content
        .slice(at, at + partBytes)
        .arrayBuffer()
        .catch(() => {
          throw failed('damaged');
        });
      const call = () =>
        hub(files).call('putPart', { fileId, part: number }, { bytes: new Blob([bytes]), timeoutMs: partTimeoutMs, signal });
      await persist(call);
      stored += lengthOf(part);
      onStored(stored);
    }
  }
  try {
    await Promise.all(Array.from({ length: lanes }, lane));
  } finally {
    // One failed for good: the other one takes no further part.
    missing.length = 0;
  }
}

/**
 * Brings a file to the hub, whatever the line does; goes on where an earlier attempt under the same client id was.
 *
 * @throws HubError as the hub refused for good · AbortError when given up
 */
export async function sendFile(given: SendFile): Promise<Attachment> {
  const { hub, start, signal, persist, onBegun, onFinishing } = given;
  let upload = await persist(() => hub(files).call('startUpload', start, { signal }));
  onBegun(upload.fileId);
  const { fileId } = upload;
  for (let round = 1; ; round += 1) {
    if (upload.attachment) return upload.attachment;
    await sendParts(given, upload);
    onFinishing();
    try {
      const { attachment } = await persist(() => hub(files).call('finishUpload', { fileId }, { timeoutMs: finishTimeoutMs, signal }));
      if (attachment) return attachment;
    } catch (error) {
      const isIncomplete = error instanceof HubError && error.code === 'files/partsMissing';
      if (!isIncomplete || round >= maxRounds) throw error;
    }
    upload = await persist(() => hub(files).call('getUpload', { fileId }, { signal }));
  }
}
