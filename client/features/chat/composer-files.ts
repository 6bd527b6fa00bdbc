import { useFileDrop, type ComposerFiles, type FileToUpload } from '#client/features/files/index.tsx';

const nothing = (_files: readonly FileToUpload[]): void => undefined;

/**
 * For the frame of a conversation: files may be dropped anywhere in it. Spread `dropTarget` on the frame and show
 * `DropHint` while `isOver`. Where nothing can be attached a dropped file does nothing; the browser would leave the page for it.
 */
export function useDropFiles(files: ComposerFiles | undefined): Pick<ReturnType<typeof useFileDrop>, 'isOver' | 'dropTarget'> {
  const { isOver, dropTarget } = useFileDrop(files?.add ?? nothing);
  return { isOver: isOver && files !== undefined, dropTarget };
}
