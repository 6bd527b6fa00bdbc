import { files, type Attachment } from '#shared/features/files/contract.ts';
import { toHttpRequest } from '#client/kernel/hub-http.ts';

/** Addresses for elements that fetch by themselves; the session's cookie goes with them. */
export const contentAddress = ({ fileId }: Pick<Attachment, 'fileId'>): string =>
  toHttpRequest(files.operations.getContent, { fileId }).path;
export const thumbnailAddress = ({ fileId }: Pick<Attachment, 'fileId'>): string =>
  toHttpRequest(files.operations.getThumbnail, { fileId }).path;
