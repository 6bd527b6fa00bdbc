import { lazy, Suspense, useRef, useState, type ChangeEvent, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { acceptedFiles } from '#shared/features/files/rules.ts';
import { IconButton } from '#client/ui/button.tsx';
import { Menu, type MenuItem } from '#client/ui/menu.tsx';
import type { FileToUpload } from './upload-item.ts';

interface AttachButtonProps {
  onFiles: (files: readonly FileToUpload[]) => void;
  /** The room takes voice notes. */
  hasVoiceNotes: boolean;
  /** What else the one button offers beside a text; it is then a menu that bears this name. */
  menu?: { label: string; items: readonly MenuItem[] } | undefined;
}

// Microphone and form: nobody who writes needs them.
const VoiceRecorder = lazy(() => import('./voice-recorder.tsx'));

/** A telephone, whose file chooser does not lead to its camera once documents are asked for too. */
const hasCamera = (): boolean => window.matchMedia('(pointer: coarse)').matches;

/** One button; where there is more than one way to attach, a menu of them: the text needs the width. */
export default function AttachButton({ onFiles, hasVoiceNotes, menu }: AttachButtonProps) {
  const { t } = useTranslation('files');
  const files = useRef<HTMLInputElement>(null);
  const camera = useRef<HTMLInputElement>(null);
  const [isRecording, setRecording] = useState(false);
  const pick: MenuItem = { id: 'pick', icon: 'attach', label: t('attach.pick'), onSelect: () => files.current?.click() };
  const more: MenuItem[] = [
    ...(hasCamera() ? [{ id: 'camera', icon: 'camera' as const, label: t('attach.camera'), onSelect: () => camera.current?.click() }] : []),
    ...(hasVoiceNotes ? [{ id: 'voice', icon: 'microphone' as const, label: t('attach.voice'), onSelect: () => setRecording(true) }] : []),
  ];
  return (
    <>
      {more.length === 0 && !menu ? (
        <IconButton icon="attach" label={pick.label} onClick={() => files.current?.click()} />
      ) : (
        <Menu
          icon={menu ? 'add' : 'attach'}
          label={menu?.label ?? t('attach.label')}
          sections={[{ items: [pick, ...more] }, ...(menu ? [{ items: menu.items }] : [])]}
        />
      )}
      <FileInput ref={files} onFiles={onFiles} />
      <FileInput ref={camera} onFiles={onFiles} isCamera />
      {isRecording && (
        <Suspense fallback={null}>
          <VoiceRecorder onRecorded={(note) => onFiles([note])} onClose={() => setRecording(false)} />
        </Suspense>
      )}
    </>
  );
}

interface FileInputProps extends Pick<AttachButtonProps, 'onFiles'> {
  isCamera?: boolean;
  ref: RefObject<HTMLInputElement | null>;
}

function FileInput({ onFiles, isCamera = false, ref }: FileInputProps) {
  function onChange({ currentTarget }: ChangeEvent<HTMLInputElement>): void {
    onFiles([...(currentTarget.files ?? [])].map((file) => ({ content: file, name: file.name })));
    // So that the same file can be chosen again.
    currentTarget.value = '';
  }
  return (
    <input
      ref={ref}
      type="file"
      hidden
      tabIndex={-1}
      onChange={onChange}
      {...(isCamera ? { accept: 'image/jpeg', capture: 'environment' } : { accept: acceptedFiles, multiple: true })}
    />
  );
}
