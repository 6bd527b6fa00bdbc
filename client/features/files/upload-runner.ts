import { files, type Attachment } from '#shared/features/files/contract.ts';
import { maxFileBytes } from '#shared/features/files/rules.ts';
import { HubError } from '#shared/kernel/errors.ts';
import type { Timing } from '#client/kernel/connection.ts';
import type { Hub } from '#client/kernel/hub-client.ts';
import { persist } from './persist.ts';
import { sendFile } from './send-file.ts';
import type { FileToUpload } from './upload-item.ts';
import type { UploadList } from './upload-list.ts';

/** What is kept of a file beside what is shown. */
export interface HeldFile {
  file: FileToUpload;
  /** As it is sent, once it was made smaller. */
  content?: Blob;
  abort: AbortController;
  fileId?: string;
  /** The summary that the hub has. */
  storedSummary: string;
  /** Among the files of the message. */
  order: number;
  /** What the hub was told when it began, under this id once and for all. */
  startSummary?: string;
  /** Kept by the device over a reload; what the hub knew of it may be gone. */
  isRestored?: boolean;
}

export interface RunnerWorld {
  hub: Hub;
  timing: Timing;
  roomId: string;
  /** A picture as it is to be sent: smaller where that loses nothing that is seen. */
  shrink: (content: Blob) => Promise<Blob>;
  list: UploadList;
  held: ReadonlyMap<string, HeldFile>;
  /** Told before the hub hears of a file: from now on it is what is sent. */
  onBegin: (clientId: string, kept: HeldFile) => Promise<void>;
  onFailed: (clientId: string, error: unknown) => void;
}

const megabyte = 1024 * 1024;

function flawOf({ size }: Blob): HubError | undefined {
  const fail = (reason: 'empty' | 'tooLarge', params = {}) => new HubError(`files/${reason}`, files.errors[reason].status, params);
  if (size === 0) return fail('empty');
  return size > maxFileBytes ? fail('tooLarge', { maxMegabytes: maxFileBytes / megabyte }) : undefined;
}

async function send(world: RunnerWorld, clientId: string, kept: HeldFile): Promise<Attachment> {
  const { hub, timing, roomId, list } = world;
  const { file, abort } = kept;
  const { signal } = abort;
  list.change(clientId, { state: 'sending' });
  const content = (kept.content ??= await world.shrink(file.content));
  const flaw = flawOf(content);
  if (flaw) throw flaw;
  list.change(clientId, { size: content.size });
  const summary = (kept.startSummary ??= list.find(clientId)?.summary ?? '');
  kept.storedSummary = summary;
  await world.onBegin(clientId, kept);
  return sendFile({
    ...{ hub, signal, content },
    start: {
      ...{ roomId, clientId, name: file.name, size: content.size, kind: file.kind ?? 'file' },
      ...(summary !== '' && { summary }),
      ...(file.durationMs !== undefined && { durationMs: file.durationMs }),
    },
    persist: (work) =>
      persist(work, {
        ...{ timing, signal, connection: hub.connection },
        onPause: (error) => list.change(clientId, error === undefined ? { state: 'sending' } : { state: 'paused', error }),
      }),
    onBegun: (fileId) => {
      kept.fileId = fileId;
    },
    onStored: (stored) => list.change(clientId, { stored, state: 'sending' }),
    onFinishing: () => list.change(clientId, { state: 'finishing' }),
  });
}

/** Uploads what waits, one at a time and in order: the first is whole before the line is shared. */
export function createRunner(world: RunnerWorld): () => void {
  const { list, held } = world;
  let isRunning = false;
  const waiting = () => list.current().find(({ state }) => state === 'waiting');

  async function runAll(): Promise<void> {
    for (let next = waiting(); next; next = waiting()) {
      const { clientId } = next;
      const kept = held.get(clientId);
      if (!kept) return;
      try {
        const attachment = await send(world, clientId, kept);
        const { name, size } = attachment;
        kept.storedSummary = attachment.summary ?? '';
        list.change(clientId, { state: 'ready', attachment, name, size, stored: size });
      } catch (error) {
        list.change(clientId, { state: 'failed', error });
        world.onFailed(clientId, error);
      }
    }
  }
  return () => {
    if (isRunning) return;
    isRunning = true;
    void runAll().finally(() => {
      isRunning = false;
    });
  };
}
