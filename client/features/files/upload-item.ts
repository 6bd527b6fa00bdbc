import type { Attachment } from '#shared/features/files/contract.ts';

/** `paused`: no line, it goes on by itself. `finishing`: the hub judges it. */
export type UploadState = 'waiting' | 'sending' | 'paused' | 'finishing' | 'ready' | 'failed';

/** One file on its way to a message, as it is shown. */
export interface UploadItem {
  readonly clientId: string;
  readonly kind: 'file' | 'voice';
  readonly name: string;
  readonly isImage: boolean;
  /** Bytes; of an image that was made smaller, the smaller number. */
  readonly size: number;
  /** Bytes that the hub stored. */
  readonly stored: number;
  readonly state: UploadState;
  readonly error?: unknown;
  /** What it is about, in her words; empty: nothing was said. */
  readonly summary: string;
  /** An image, to look at before it is there. */
  readonly previewUrl?: string;
  /** Once it is ready. */
  readonly attachment?: Attachment;
}

/** What is to be uploaded. */
export interface FileToUpload {
  content: Blob;
  name: string;
  kind?: 'file' | 'voice';
  /** Required of a voice note. */
  summary?: string;
  durationMs?: number;
}
