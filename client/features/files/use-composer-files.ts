import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { Attachment } from '#shared/features/files/contract.ts';
import { useHub, useLine } from '#client/kernel/hub-react.tsx';
import { useUnsaved } from '#client/kernel/page-providers.tsx';
import { useSignedIn } from '#client/kernel/session.tsx';
import type { FileToUpload, UploadItem } from './upload-item.ts';
import type { Uploads } from './uploads.ts';
import type * as uploadsShelf from './uploads-shelf.ts';

/** The files of the message being written in a room, or in one of its threads. */
export interface ComposerFiles {
  /** Undefined until its code is here: then there is no way to attach yet. */
  uploads: Uploads | undefined;
  items: readonly UploadItem[];
  /** None waits or failed: the message can go. True where there are none. */
  isReady: boolean;
  add(files: readonly FileToUpload[]): void;
  /**
   * Of the message that is being sent; empty where nothing is attached. Call `sent` once the message took them over.
   *
   * @throws when a description could not be stored
   */
  attachments(): Promise<Attachment[]>;
  sent(): void;
}

type Shelf = typeof uploadsShelf;
const none: readonly UploadItem[] = [];
const noItems = (): readonly UploadItem[] => none;
const noSubscription = () => () => undefined;

/** The code that uploads, after the first load of the page; asked for again when the line changes. */
function useShelf(): Shelf | undefined {
  const line = useLine();
  const [shelf, setShelf] = useState<Shelf>();
  useEffect(() => {
    let isGone = false;
    if (!shelf)
      import('./uploads-shelf.ts').then(
        (loaded) => {
          if (!isGone) setShelf(loaded);
        },
        () => undefined,
      );
    return () => {
      isGone = true;
    };
  }, [shelf, line]);
  return shelf;
}

export function useComposerFiles(roomId: string, thread?: number): ComposerFiles {
  const hub = useHub();
  const unsaved = useUnsaved();
  const { session, drafts } = useSignedIn();
  const shelf = useShelf();
  const uploads = useMemo(
    () => shelf?.uploadsOf(hub, { session, drafts }, { roomId, thread }),
    [shelf, hub, session, drafts, roomId, thread],
  );
  const items = useSyncExternalStore(uploads?.subscribe ?? noSubscription, uploads?.current ?? noItems);
  useEffect(() => (uploads ? unsaved.add('messages', () => uploads.current().length > 0) : undefined), [unsaved, uploads]);
  return useMemo(
    () => ({
      ...{ uploads, items, isReady: items.every(({ state }) => state === 'ready') },
      add: (files) => uploads?.add(files),
      attachments: () => uploads?.attachments() ?? Promise.resolve([]),
      sent: () => uploads?.sent(),
    }),
    [uploads, items],
  );
}
