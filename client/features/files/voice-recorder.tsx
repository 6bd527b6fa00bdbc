import { useEffect, useMemo, useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { isSummary, maxSummary, maxVoiceMs } from '#shared/features/files/rules.ts';
import { browserTiming } from '#client/kernel/connection.ts';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { useAnnouncer } from '#client/ui/announcer.tsx';
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { Icon } from '#client/ui/icon.tsx';
import { Ltr } from '#client/ui/text.tsx';
import { TextField } from '#client/ui/text-field.tsx';
import { durationText } from './duration.ts';
import { createRecorder, type Recorder, type RecorderState, type Recording } from './recorder.ts';
import type { FileToUpload } from './upload-item.ts';
import styles from './voice-recorder.module.css';

interface VoiceRecorderProps {
  onRecorded: (note: FileToUpload) => void;
  onClose: () => void;
}

/** Records a voice note and asks what it is about; nothing leaves the device before "attach". */
export default function VoiceRecorder({ onRecorded, onClose }: VoiceRecorderProps) {
  const { t } = useTranslation('files');
  const { recorder, state } = useRecorder();
  const [summary, setSummary] = useState('');
  const [isTold, setTold] = useState(false);
  const recording = state.step === 'recorded' ? state.recording : undefined;
  const error = isTold && !isSummary(summary) ? t('recorder.summaryMissing') : undefined;

  function attach(event: FormEvent): void {
    event.preventDefault();
    setTold(true);
    if (!recording || !isSummary(summary)) return;
    const { content, durationMs } = recording;
    onRecorded({ kind: 'voice', content, durationMs, name: t('recorder.title'), summary: summary.trim() });
    onClose();
  }
  return (
    <Dialog open onClose={onClose} title={t('recorder.title')}>
      <form className={styles.form} onSubmit={attach} noValidate>
        <p className={styles.note}>{t('recorder.note')}</p>
        {state.step === 'failed' && <ErrorNote>{t(`recorder.${state.why}`)}</ErrorNote>}
        <Controls recorder={recorder} step={state.step} />
        {recording && <Preview recording={recording} />}
        <TextField
          label={t('recorder.summary')}
          hint={t('recorder.summaryHint')}
          error={error}
          required
          value={summary}
          maxCharacters={maxSummary}
          onChange={setSummary}
        />
        <Button type="submit" look="primary" icon="attach" aria-disabled={!recording}>
          {t('recorder.attach')}
        </Button>
      </form>
    </Dialog>
  );
}

function useRecorder(): { recorder: Recorder; state: RecorderState } {
  const [state, setState] = useState<RecorderState>({ step: 'idle' });
  const recorder = useMemo(
    () =>
      createRecorder(
        {
          // Absent without HTTPS, and in old browsers.
          devices: (navigator as { mediaDevices?: MediaDevices }).mediaDevices,
          Recorder: (globalThis as { MediaRecorder?: typeof MediaRecorder }).MediaRecorder,
          now: () => performance.now(),
          later: browserTiming.later,
        },
        setState,
      ),
    [],
  );
  useEffect(() => () => recorder.dispose(), [recorder]);
  return { recorder, state };
}

/** One button that starts and stops, so that the focus stays where it is. */
function Controls({ recorder, step }: { recorder: Recorder; step: RecorderState['step'] }) {
  const { t } = useTranslation('files');
  const { announceState } = useAnnouncer();
  const isRecording = step === 'recording';
  const words = isRecording ? t('recorder.stop') : step === 'recorded' || step === 'failed' ? t('recorder.again') : t('recorder.start');
  const wasRecording = useRef(false);
  useEffect(() => {
    if (isRecording) announceState({ text: t('recorder.recording') });
    else if (wasRecording.current) announceState({ text: t('recorder.stopped') });
    wasRecording.current = isRecording;
  }, [isRecording, announceState, t]);
  return (
    <div className={styles.controls}>
      <Button
        look={isRecording ? 'danger' : 'secondary'}
        icon={isRecording ? 'stop' : 'microphone'}
        busy={step === 'asking'}
        onClick={() => (isRecording ? recorder.stop() : recorder.start())}
      >
        {words}
      </Button>
      {step === 'asking' && <p>{t('recorder.asking')}</p>}
      {isRecording && <Elapsed recorder={recorder} />}
    </div>
  );
}

const tickMs = 500;
/** Said before the end comes, in seconds. */
const warnings = [30, 10];

function Elapsed({ recorder }: { recorder: Recorder }) {
  const { t } = useTranslation('files');
  const format = useFormat();
  const { announceState } = useAnnouncer();
  const [elapsedMs, setElapsedMs] = useState(0);
  const left = Math.ceil((maxVoiceMs - elapsedMs) / 1000);
  useEffect(() => {
    const timer = setInterval(() => setElapsedMs(recorder.elapsedMs()), tickMs);
    return () => clearInterval(timer);
  }, [recorder]);
  useEffect(() => {
    if (warnings.includes(left)) announceState({ text: t('recorder.remaining', { seconds: left }) });
  }, [left, announceState, t]);
  return (
    <p className={styles.elapsed} role="timer" aria-label={t('recorder.elapsed')}>
      <span className={styles.dot} aria-hidden="true" />
      <Ltr>
        {durationText(elapsedMs, format)} / {durationText(maxVoiceMs, format)}
      </Ltr>
    </p>
  );
}

function Preview({ recording }: { recording: Recording }) {
  const { t } = useTranslation('files');
  const format = useFormat();
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(recording.content);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [recording]);
  return (
    <div className={styles.preview}>
      <p className={styles.elapsed}>
        <Icon name="check" size={18} />
        <Ltr>{durationText(recording.durationMs, format)}</Ltr>
        <bdi>{format.bytes(recording.content.size)}</bdi>
      </p>
      {address !== undefined && <audio className={styles.player} dir="ltr" controls src={address} aria-label={t('recorder.listen')} />}
    </div>
  );
}
