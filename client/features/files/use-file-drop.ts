import { useState, type ClipboardEvent, type DragEvent } from 'react';
import { filesOf, holdsFiles, pastedFiles } from './transferred.ts';
import type { FileToUpload } from './upload-item.ts';

/** For the element that files are dropped on, and the text box that they are pasted into. */
export interface FileDrop {
  /** Something is held above it: say that it may be dropped. */
  isOver: boolean;
  dropTarget: {
    onDragEnter: (event: DragEvent) => void;
    onDragOver: (event: DragEvent) => void;
    onDragLeave: (event: DragEvent) => void;
    onDrop: (event: DragEvent) => void;
  };
  onPaste: (event: ClipboardEvent) => void;
}

export function useFileDrop(onFiles: (files: readonly FileToUpload[]) => void): FileDrop {
  // Entering a child comes before leaving its parent: the two are counted against each other.
  const [depth, setDepth] = useState(0);
  function accept(event: DragEvent): boolean {
    if (!holdsFiles(event.dataTransfer)) return false;
    event.preventDefault();
    return true;
  }
  return {
    isOver: depth > 0,
    dropTarget: {
      onDragEnter: (event) => {
        if (accept(event)) setDepth((count) => count + 1);
      },
      onDragOver: (event) => void accept(event),
      onDragLeave: () => setDepth((count) => Math.max(0, count - 1)),
      onDrop: (event) => {
        setDepth(0);
        if (accept(event)) onFiles(filesOf(event.dataTransfer));
      },
    },
    onPaste: (event) => {
      const files = pastedFiles(event.clipboardData);
      if (files.length === 0) return;
      event.preventDefault();
      onFiles(files);
    },
  };
}
