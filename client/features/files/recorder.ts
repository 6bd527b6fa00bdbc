import { maxVoiceMs } from '#shared/features/files/rules.ts';

export interface Recording {
  content: Blob;
  durationMs: number;
}
export type RecorderFailure = 'denied' | 'noDevice' | 'unsupported' | 'empty';
export type RecorderState =
  | { step: 'idle' }
  | { step: 'asking' }
  | { step: 'recording' }
  | { step: 'recorded'; recording: Recording }
  | { step: 'failed'; why: RecorderFailure };

/** Opus first: three minutes of speech in 360 kB. */
const wanted = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4'];
const bitsPerSecond = 16_000;

/** What a browser brings; given by the caller so that tests own it. */
export interface RecorderTools {
  devices: Pick<MediaDevices, 'getUserMedia'> | undefined;
  Recorder:
    | (Pick<typeof MediaRecorder, 'isTypeSupported'> & (new (stream: MediaStream, options: MediaRecorderOptions) => MediaRecorder))
    | undefined;
  /** Milliseconds of a clock that only goes forward. */
  now: () => number;
  later: (ms: number, run: () => void) => () => void;
}

export interface Recorder {
  start(): void;
  /** Ends the recording; it is then `recorded`. */
  stop(): void;
  /** Milliseconds recorded so far. */
  elapsedMs(): number;
  /** Gives the microphone back and forgets what was recorded. */
  dispose(): void;
}

function failureOf(error: unknown): RecorderFailure {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  return name === 'NotFoundError' || name === 'NotReadableError' ? 'noDevice' : 'unsupported';
}

type MediaRecorderClass = NonNullable<RecorderTools['Recorder']>;
const typeOf = (Recorder: MediaRecorderClass | undefined): string | undefined =>
  Recorder && wanted.find((one) => Recorder.isTypeSupported(one));

const release = (stream: MediaStream): void => stream.getTracks().forEach((track) => track.stop());

/** One recording under way. `onEnd` is told once, with what was recorded, however it ended. */
function record(stream: MediaStream, { Recorder, now, later }: RecorderTools, onEnd: (recording: Recording) => void) {
  const type = typeOf(Recorder);
  if (!Recorder || type === undefined) throw new DOMException('no recorder', 'NotSupportedError');
  const media = new Recorder(stream, { mimeType: type, audioBitsPerSecond: bitsPerSecond });
  const pieces: Blob[] = [];
  const startedAt = now();
  const elapsedMs = (): number => Math.round(Math.min(now() - startedAt, maxVoiceMs));
  const stop = (): void => {
    if (media.state === 'recording') media.stop();
  };
  const cancelEnd = later(maxVoiceMs, stop);
  media.ondataavailable = ({ data }) => void pieces.push(data);
  media.onstop = () => {
    cancelEnd();
    release(stream);
    onEnd({ content: new Blob(pieces, { type }), durationMs: elapsedMs() });
  };
  media.start();
  return { stop, elapsedMs };
}

/** Records one voice note at a time, at most three minutes. */
export function createRecorder(tools: RecorderTools, onState: (state: RecorderState) => void): Recorder {
  let current: ReturnType<typeof record> | undefined;
  // Each start has a number: what an earlier one still tells is not heard.
  let turn = 0;

  function ended(own: number, recording: Recording): void {
    if (own !== turn) return;
    current = undefined;
    onState(recording.content.size === 0 ? { step: 'failed', why: 'empty' } : { step: 'recorded', recording });
  }
  function dispose(): void {
    turn += 1;
    current?.stop();
    current = undefined;
  }
  async function begin(): Promise<void> {
    dispose();
    const own = turn;
    if (!tools.devices || typeOf(tools.Recorder) === undefined) return onState({ step: 'failed', why: 'unsupported' });
    onState({ step: 'asking' });
    try {
      const stream = await tools.devices.getUserMedia({ audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true } });
      if (own !== turn) return release(stream);
      try {
        current = record(stream, tools, (recording) => ended(own, recording));
      } catch (error) {
        release(stream);
        throw error;
      }
      onState({ step: 'recording' });
    } catch (error) {
      if (own === turn) onState({ step: 'failed', why: failureOf(error) });
    }
  }
  return { start: () => void begin(), stop: () => current?.stop(), elapsedMs: () => current?.elapsedMs() ?? 0, dispose };
}
