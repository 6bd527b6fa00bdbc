import type { NoticePermission } from './notify-rules.ts';

/** What the browser lets us do; asked for only by `askPermission`, which a person's own press calls. */
export function noticePermission(): NoticePermission {
  return 'Notification' in window ? Notification.permission : 'unsupported';
}

export async function askPermission(): Promise<NoticePermission> {
  if (!('Notification' in window)) return 'unsupported';
  return Notification.requestPermission();
}

/** Two short notes, made here: no file to fetch, soft enough for a shared office. */
const notes = [
  { hertz: 660, atSeconds: 0 },
  { hertz: 880, atSeconds: 0.11 },
];
const noteSeconds = 0.16;
const loudness = 0.08;
const patienceMs = 500;

/** Silent where the browser has not let the page make sounds yet: before the first press on it. */
async function play(audio: AudioContext): Promise<void> {
  if (audio.state === 'suspended') await Promise.race([audio.resume(), new Promise((resolve) => setTimeout(resolve, patienceMs))]);
  if (audio.state !== 'running') return;
  for (const { hertz, atSeconds } of notes) {
    const start = audio.currentTime + atSeconds;
    const note = new OscillatorNode(audio, { type: 'sine', frequency: hertz });
    const gain = new GainNode(audio, { gain: 0 });
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(loudness, start + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.0001, start + noteSeconds);
    note.connect(gain).connect(audio.destination);
    note.start(start);
    note.stop(start + noteSeconds);
  }
}

export interface Notice {
  title: string;
  body: string;
  dir: 'auto' | 'rtl' | 'ltr';
  /** One notice for each room: a later one takes its place. */
  tag: string;
  /** Where a press on it leads. */
  path: string;
}

const icon = '/icon-192.png';

/** Sounds and notices of one page. */
export interface Notices {
  playTone(): Promise<void>;
  /** @param open  goes to the path in the page */
  show(notice: Notice, open: (path: string) => void): Promise<void>;
  /** Of a room that was read meanwhile. */
  close(tag: string): Promise<void>;
}

/** One sound device and the notices shown; nothing is asked of the browser before it is needed. */
export function createNotices(): Notices {
  let audio: AudioContext | undefined;
  const shown = new Map<string, Notification>();
  const worker = () => navigator.serviceWorker?.getRegistration();

  return {
    async playTone() {
      if (!('AudioContext' in window)) return;
      audio ??= new AudioContext();
      await play(audio);
    },
    async show({ title, body, dir, tag, path }, open) {
      if (noticePermission() !== 'granted') return;
      const options = { body, dir, tag, icon, silent: true, data: { path } };
      try {
        const notification = new Notification(title, options);
        shown.set(tag, notification);
        notification.onclick = () => {
          window.focus();
          open(path);
          notification.close();
        };
      } catch {
        // Android's browsers show notices of service workers only; the worker leads to the path.
        await (await worker())?.showNotification(title, options);
      }
    },
    async close(tag) {
      shown.get(tag)?.close();
      shown.delete(tag);
      for (const notification of (await (await worker())?.getNotifications({ tag })) ?? []) notification.close();
    },
  };
}

const claimMs = 2_000;

/** The part of the browser's locks we use; absent in browsers before 2022. */
export type Locks = Pick<LockManager, 'request'>;

/**
 * Of several tabs of the hub one sounds and shows the notice: the first to take its number.
 *
 * @param id  of the message, the same in every tab
 */
export async function isFirstTab(id: string, locks: Locks | undefined = navigator.locks): Promise<boolean> {
  if (!locks) return true;
  return new Promise((resolve) => {
    void locks.request(`notice ${id}`, { ifAvailable: true }, async (lock) => {
      resolve(lock !== null);
      if (lock) await new Promise((done) => setTimeout(done, claimMs));
    });
  });
}
