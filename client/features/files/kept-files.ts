import type { FileToUpload } from './upload-item.ts';

/** A file of a message that is being written, as the device keeps it over a reload or a killed tab. */
export interface KeptFile extends FileToUpload {
  clientId: string;
  /** Files of one message stand in this order. */
  order: number;
  summary: string;
  /** What the hub was told when it began; the content is then the one that is sent, the same at every try. */
  startSummary?: string;
}

/** The files kept for one place. Nothing here fails: a full device does not stop a file. */
export interface KeptFiles {
  /** In their order; none where another tab has them in hand. */
  load(): Promise<KeptFile[]>;
  /** Anew, or in place of what was kept under this id. */
  keep(file: KeptFile): Promise<void>;
  /** What is known of a kept file; its bytes are not written again. */
  change(clientId: string, changes: Pick<Partial<KeptFile>, 'summary' | 'startSummary'>): Promise<void>;
  remove(clientIds: readonly string[]): Promise<void>;
  close(): void;
}

/** For a shared computer, and where nothing could be cleared again. */
export const noKeptFiles: KeptFiles = {
  load: () => Promise.resolve([]),
  keep: () => Promise.resolve(),
  change: () => Promise.resolve(),
  remove: () => Promise.resolve(),
  close: () => undefined,
};
