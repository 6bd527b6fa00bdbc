import { expect, test } from 'vitest';
import { maxVoiceMs } from '#shared/features/files/rules.ts';
import { manualTiming } from '#client/kernel/testing.ts';
import { createRecorder, type RecorderState, type RecorderTools } from './recorder.ts';

/** A microphone that gives a stream, and a recorder that gives bytes when it stops. */
function fakeWorld({ bytes = 'sound', getUserMedia }: { bytes?: string; getUserMedia?: () => Promise<MediaStream> } = {}) {
  const timing = manualTiming();
  const stopped: string[] = [];
  const states: RecorderState[] = [];
  const stream = { getTracks: () => [{ stop: () => stopped.push('track') }] } as unknown as MediaStream;
  class FakeRecorder {
    static isTypeSupported = (type: string): boolean => type === 'audio/mp4';
    state = 'inactive';
    ondataavailable: ((event: { data: Blob }) => void) | null = null;
    onstop: (() => void) | null = null;
    readonly stream: MediaStream;
    readonly options: MediaRecorderOptions;
    constructor(given: MediaStream, options: MediaRecorderOptions) {
      this.stream = given;
      this.options = options;
    }
    start(): void {
      this.state = 'recording';
    }
    stop(): void {
      this.state = 'inactive';
      this.ondataavailable?.({ data: new Blob([bytes]) });
      this.onstop?.();
    }
  }
  const tools: RecorderTools = {
    devices: { getUserMedia: getUserMedia ?? (async () => stream) },
    Recorder: FakeRecorder as unknown as NonNullable<RecorderTools['Recorder']>,
    now: timing.now,
    later: timing.later,
  };
  const recorder = createRecorder(tools, (state) => states.push(state));
  return { recorder, timing, states, stopped, tools };
}
const steps = (states: RecorderState[]) => states.map(({ step }) => step);

test('records until it is stopped, then gives the microphone back', async () => {
  const { recorder, timing, states, stopped } = fakeWorld();
  recorder.start();
  await expect.poll(() => steps(states)).toEqual(['asking', 'recording']);
  timing.advance(4_200);
  expect(recorder.elapsedMs()).toBe(4_200);
  recorder.stop();
  expect(states.at(-1)).toMatchObject({ step: 'recorded', recording: { durationMs: 4_200 } });
  expect(stopped).toEqual(['track']);
});

test('ends by itself after three minutes', async () => {
  const { recorder, timing, states } = fakeWorld();
  recorder.start();
  await expect.poll(() => steps(states)).toContain('recording');
  timing.advance(maxVoiceMs + 60_000);
  expect(states.at(-1)).toMatchObject({ step: 'recorded', recording: { durationMs: maxVoiceMs } });
});

test.each([
  ['NotAllowedError', 'denied'],
  ['NotFoundError', 'noDevice'],
  ['AbortError', 'unsupported'],
])('a microphone that answers %s is %s', async (name, why) => {
  const { recorder, states } = fakeWorld({ getUserMedia: () => Promise.reject(new DOMException('no', name)) });
  recorder.start();
  await expect.poll(() => states.at(-1)).toEqual({ step: 'failed', why });
});

test('a browser that cannot record, and a recording without sound, say so', async () => {
  const { tools, states } = fakeWorld();
  createRecorder({ ...tools, devices: undefined }, (state) => states.push(state)).start();
  await expect.poll(() => states.at(-1)).toEqual({ step: 'failed', why: 'unsupported' });
  const silent = fakeWorld({ bytes: '' });
  silent.recorder.start();
  await expect.poll(() => steps(silent.states)).toContain('recording');
  silent.recorder.stop();
  expect(silent.states.at(-1)).toEqual({ step: 'failed', why: 'empty' });
});

test('closed while the person is asked, it records nothing and gives the microphone back', async () => {
  let allow = (_stream: MediaStream): void => undefined;
  const { recorder, states } = fakeWorld({ getUserMedia: () => new Promise((resolve) => (allow = resolve)) });
  recorder.start();
  recorder.dispose();
  const given: string[] = [];
  allow({ getTracks: () => [{ stop: () => given.push('track') }] } as unknown as MediaStream);
  await expect.poll(() => given).toEqual(['track']);
  expect(steps(states)).toEqual(['asking']);
});
