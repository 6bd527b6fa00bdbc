import { lazy } from 'react';
import { useTranslation } from 'react-i18next';
import type { Attachment } from '#shared/features/files/contract.ts';
import { Button } from '#client/ui/button.tsx';
import type { MenuItem } from '#client/ui/menu.tsx';
import { Late } from './late.tsx';
import { Places } from './places.tsx';
import type { FileToUpload } from './upload-item.ts';
import type { ComposerFiles } from './use-composer-files.ts';

// All but the places of pictures comes after the first load of a room.
const loadList = () => import('./attachment-list.tsx');
const loadTray = () => import('./attachment-tray.tsx');
const loadButton = () => import('./attach-button.tsx');
const loadHint = () => import('./drop-hint.tsx');
const LateList = lazy(loadList);
const LateTray = lazy(loadTray);
const LateButton = lazy(loadButton);
const LateHint = lazy(loadHint);

/** What hangs on a message; nothing where nothing does. */
export function AttachmentList({ attachments }: { attachments: readonly Attachment[] }) {
  if (attachments.length === 0) return null;
  return (
    <Late waiting={<Places attachments={attachments} />} failed={<Reload />} load={loadList}>
      <LateList attachments={attachments} />
    </Late>
  );
}

function Reload() {
  const { t } = useTranslation('common');
  return (
    <Button icon="attach" onClick={() => window.location.reload()}>
      {t('actions.reload')}
    </Button>
  );
}

/** Above the text being written: its files, with what becomes of them. */
export function AttachmentTray({ files }: { files: ComposerFiles }) {
  const { uploads, items, isReady } = files;
  if (!uploads) return null;
  return (
    <Late waiting={null} failed={null} load={loadTray}>
      <LateTray {...{ uploads, items, isReady }} />
    </Late>
  );
}

interface AttachButtonProps {
  onFiles: (files: readonly FileToUpload[]) => void;
  /** The room takes voice notes. */
  hasVoiceNotes: boolean;
  /** What else the one button offers; it is then a menu that bears this name. */
  menu?: { label: string; items: readonly MenuItem[] } | undefined;
}

/** Beside the text being written: the ways to attach something. */
export function AttachButton(props: AttachButtonProps) {
  return (
    <Late waiting={null} failed={null} load={loadButton}>
      <LateButton {...props} />
    </Late>
  );
}

/** Shown over its positioned parent while files are held above it. */
export function DropHint() {
  return (
    <Late waiting={null} failed={null} load={loadHint}>
      <LateHint />
    </Late>
  );
}

export { useComposerFiles, type ComposerFiles } from './use-composer-files.ts';
export { useFileDrop } from './use-file-drop.ts';
export type { FileToUpload } from './upload-item.ts';
