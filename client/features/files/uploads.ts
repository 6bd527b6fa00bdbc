import { files, type Attachment } from '#shared/features/files/contract.ts';
import { maxFilesPerMessage, maxSummary } from '#shared/features/files/rules.ts';
import { newClientId } from '#client/kernel/client-id.ts';
import type { Hub } from '#client/kernel/hub-client.ts';
import type { FileToUpload, UploadItem } from './upload-item.ts';
import { createUploadList } from './upload-list.ts';
import { createRunner, type HeldFile, type RunnerWorld } from './upload-runner.ts';

/** What a browser brings; given by the caller so that tests own it. */
export interface UploadTools extends Pick<RunnerWorld, 'hub' | 'timing' | 'shrink'> {
  createUrl: (content: Blob) => string;
  revokeUrl: (url: string) => void;
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
const newHeld = (file: FileToUpload): HeldFile => ({ file, abort: new AbortController(), storedSummary: '' });

function itemOf(file: FileToUpload, createUrl: UploadTools['createUrl']): UploadItem {
  const isImage = imageType.test(file.content.type);
  return {
    ...{ clientId: newClientId(), kind: file.kind ?? 'file', name: file.name, isImage, size: file.content.size },
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
  const { hub, createUrl, revokeUrl } = tools;
  const list = createUploadList();
  const held = new Map<string, HeldFile>();
  let notTaken = 0;
  const run = createRunner({ ...tools, roomId, list, held });

  function forget({ clientId, previewUrl }: UploadItem): void {
    held.get(clientId)?.abort.abort();
    held.delete(clientId);
    if (previewUrl !== undefined) revokeUrl(previewUrl);
  }

  function add(given: readonly FileToUpload[]): void {
    const taken = given.slice(0, Math.max(0, maxFilesPerMessage - list.current().length));
    const added = taken.map((file) => ({ file, item: itemOf(file, createUrl) }));
    notTaken = given.length - taken.length;
    for (const { file, item } of added) held.set(item.clientId, newHeld(file));
    list.show([...list.current(), ...added.map(({ item }) => item)]);
    run();
  }

  function remove(clientId: string): void {
    const item = list.find(clientId);
    if (!item) return;
    const fileId = held.get(clientId)?.fileId;
    forget(item);
    notTaken = 0;
    list.show(list.current().filter((other) => other !== item));
    cancelOnHub(hub, fileId);
  }

  /** Under a new id: what was refused under the old one stays refused. */
  function retry(clientId: string): void {
    const item = list.find(clientId);
    const kept = held.get(clientId);
    if (item?.state !== 'failed' || !kept) return;
    const again = newClientId();
    held.delete(clientId);
    held.set(again, { ...newHeld(kept.file), ...(kept.content && { content: kept.content }) });
    const { error: _error, ...rest } = item;
    list.show(list.current().map((other) => (other === item ? { ...rest, clientId: again, stored: 0, state: 'waiting' } : other)));
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

  return {
    ...{ current: list.current, subscribe: list.subscribe, add, remove, retry },
    describe: (clientId, summary) => list.change(clientId, { summary: [...summary].slice(0, maxSummary).join('') }),
    async attachments() {
      await Promise.all(list.current().map(storeSummary));
      return list.current().flatMap(({ attachment }) => attachment ?? []);
    },
    notTaken: () => notTaken,
    sent: clear,
    dispose: clear,
  };
}
