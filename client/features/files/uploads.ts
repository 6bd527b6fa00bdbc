import { files, type Attachment } from '#shared/features/files/contract.ts';
import { maxFilesPerMessage, maxSummary } from '#shared/features/files/rules.ts';
import { HubError } from '#shared/kernel/errors.ts';
import { newClientId } from '#client/kernel/client-id.ts';
import type { Hub } from '#client/kernel/hub-client.ts';
import type { KeptFile, KeptFiles } from './kept-files.ts';
import type { FileToUpload, UploadItem } from './upload-item.ts';
import { createUploadList } from './upload-list.ts';
import { createRunner, type HeldFile, type RunnerWorld } from './upload-runner.ts';

/** What a browser brings; given by the caller so that tests own it. */
export interface UploadTools extends Pick<RunnerWorld, 'hub' | 'timing' | 'shrink'> {
  createUrl: (content: Blob) => string;
  revokeUrl: (url: string) => void;
  /** What the device keeps of them until the message took them over. */
  kept: KeptFiles;
}

/** The files of the message being written in one room. */
export interface Uploads {
  current(): readonly UploadItem[];
  subscribe(listener: () => void): () => void;
  /** A message holds ten; `notTaken` says how many were too many. */
  add(files: readonly FileToUpload[]): void;
  notTaken(): number;
  remove(clientId: string): void;
  retry(clientId: string): void;
  describe(clientId: string, summary: string): void;
  /**
   * What hangs on the message that is being sent, in order. All stays here until `sent`.
   *
   * @throws when a description could not be stored
   */
  attachments(): Promise<Attachment[]>;
  /** The message took them over. */
  sent(): void;
  dispose(): void;
}

const imageType = /^image\/(?:jpeg|png|webp|gif)$/;
const newHeld = (file: FileToUpload, order: number): HeldFile => ({ file, order, abort: new AbortController(), storedSummary: '' });

/** A file that the device kept; one that the hub heard of is brought under the same id, so that its parts count. */
function heldAgain({ startSummary, ...file }: KeptFile): HeldFile {
  return { ...newHeld(file, file.order), isRestored: true, ...(startSummary !== undefined && { startSummary, content: file.content }) };
}

function keptOf({ clientId, summary }: UploadItem, { file, content, order, startSummary }: HeldFile): KeptFile {
  return {
    ...{ clientId, order, summary, name: file.name, kind: file.kind ?? 'file', content: content ?? file.content },
    ...(file.durationMs !== undefined && { durationMs: file.durationMs }),
    ...(startSummary !== undefined && { startSummary }),
  };
}

/** What the hub does not take up again although the file is whole: it was swept away there, or it is known as another. */
function isForgotten(error: unknown): boolean {
  return error instanceof HubError && (error.code === 'files/notOpen' || error.code === 'files/clientIdReused');
}

function itemOf(file: FileToUpload, { createUrl, clientId }: { createUrl: UploadTools['createUrl']; clientId: string }): UploadItem {
  const isImage = imageType.test(file.content.type);
  return {
    ...{ clientId, kind: file.kind ?? 'file', name: file.name, isImage, size: file.content.size },
    ...{ stored: 0, state: 'waiting', summary: file.summary ?? '' },
    ...(isImage && { previewUrl: createUrl(file.content) }),
  };
}

function described({ summary: _former, ...attachment }: Attachment, summary: string): Attachment {
  return summary === '' ? attachment : { ...attachment, summary };
}

/** The hub sweeps what nobody finishes away by itself within a day; this gives the room back at once. */
function cancelOnHub(hub: Hub, fileId: string | undefined): void {
  if (fileId !== undefined)
    hub(files)
      .call('cancelUpload', { fileId })
      .catch(() => undefined);
}

export function createUploads(roomId: string, tools: UploadTools): Uploads {
  const { hub, createUrl, revokeUrl, kept: device } = tools;
  const list = createUploadList();
  const held = new Map<string, HeldFile>();
  let notTaken = 0;
  let order = Date.now();
  let isDisposed = false;
  const run = createRunner({
    ...{ ...tools, roomId, list, held },
    onBegin: async (clientId, kept) => {
      const item = list.find(clientId);
      if (!item) return;
      const { content, file, startSummary } = kept;
      // Only what was made smaller is written anew.
      if (content === file.content && startSummary !== undefined) await device.change(clientId, { startSummary });
      else await device.keep(keptOf(item, kept));
    },
    onFailed(clientId, error) {
      if (!held.get(clientId)?.isRestored) return;
      // It left with a message, of which this page only did not hear.
      if (error instanceof HubError && error.code === 'files/attachedElsewhere') remove(clientId);
      else if (isForgotten(error)) retry(clientId);
    },
  });

  function forget({ clientId, previewUrl }: UploadItem): void {
    held.get(clientId)?.abort.abort();
    held.delete(clientId);
    if (previewUrl !== undefined) revokeUrl(previewUrl);
  }

  function add(given: readonly FileToUpload[]): void {
    const taken = given.slice(0, Math.max(0, maxFilesPerMessage - list.current().length));
    const added = taken.map((file) => ({ file, item: itemOf(file, { createUrl, clientId: newClientId() }) }));
    notTaken = given.length - taken.length;
    for (const { file, item } of added) {
      const kept = newHeld(file, ++order);
      held.set(item.clientId, kept);
      void device.keep(keptOf(item, kept));
    }
    list.show([...list.current(), ...added.map(({ item }) => item)]);
    run();
  }

  async function restore(): Promise<void> {
    const loaded = await device.load();
    const kept = loaded.slice(0, Math.max(0, maxFilesPerMessage - list.current().length));
    if (isDisposed || kept.length === 0) return;
    const items = kept.map((file) => itemOf(file, { createUrl, clientId: file.clientId }));
    for (const file of kept) held.set(file.clientId, heldAgain(file));
    list.show([...items, ...list.current()]);
    run();
  }

  function remove(clientId: string): void {
    const item = list.find(clientId);
    if (!item) return;
    const fileId = held.get(clientId)?.fileId;
    forget(item);
    notTaken = 0;
    list.show(list.current().filter((other) => other !== item));
    void device.remove([clientId]);
    cancelOnHub(hub, fileId);
  }

  /** Under a new id: what was refused under the old one stays refused. */
  function retry(clientId: string): void {
    const item = list.find(clientId);
    const kept = held.get(clientId);
    if (item?.state !== 'failed' || !kept) return;
    const again = newClientId();
    held.delete(clientId);
    const anew = { ...newHeld(kept.file, kept.order), ...(kept.content && { content: kept.content }) };
    held.set(again, anew);
    const { error: _error, ...rest } = item;
    const waiting: UploadItem = { ...rest, clientId: again, stored: 0, state: 'waiting' };
    list.show(list.current().map((other) => (other === item ? waiting : other)));
    void device.remove([clientId]);
    void device.keep(keptOf(waiting, anew));
    cancelOnHub(hub, kept.fileId);
    run();
  }

  async function storeSummary({ clientId, summary }: UploadItem): Promise<void> {
    const kept = held.get(clientId);
    if (!kept || kept.fileId === undefined || kept.storedSummary === summary) return;
    await hub(files).call('describeFile', { fileId: kept.fileId, summary });
    kept.storedSummary = summary;
    const attachment = list.find(clientId)?.attachment;
    if (attachment) list.change(clientId, { attachment: described(attachment, summary) });
  }

  function clear(): void {
    for (const item of list.current()) forget(item);
    notTaken = 0;
    list.show([]);
  }

  void restore();
  return {
    ...{ current: list.current, subscribe: list.subscribe, add, remove, retry },
    describe(clientId, words) {
      const summary = [...words].slice(0, maxSummary).join('');
      list.change(clientId, { summary });
      void device.change(clientId, { summary });
    },
    async attachments() {
      await Promise.all(list.current().map(storeSummary));
      return list.current().flatMap(({ attachment }) => attachment ?? []);
    },
    notTaken: () => notTaken,
    sent() {
      void device.remove(list.current().map(({ clientId }) => clientId));
      clear();
    },
    dispose() {
      isDisposed = true;
      clear();
      device.close();
    },
  };
}
