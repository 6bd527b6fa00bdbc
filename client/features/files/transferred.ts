import type { FileToUpload } from './upload-item.ts';

type Transfer = Pick<DataTransfer, 'files' | 'types'> | null;

/** Files of what is dropped; empty where it holds words alone. */
export function filesOf(transfer: Transfer): FileToUpload[] {
  return [...(transfer?.files ?? [])].map((file) => ({ content: file, name: file.name }));
}

/** Something dragged over the page is a file: asked before it is dropped, when only its kind is told. */
export const holdsFiles = (transfer: Transfer): boolean => [...(transfer?.types ?? [])].includes('Files');

/** Files of a clipboard. Word and Excel put a picture of the words beside the words: then the words are meant. */
export function pastedFiles(clipboard: Transfer): FileToUpload[] {
  return [...(clipboard?.types ?? [])].includes('text/plain') ? [] : filesOf(clipboard);
}
