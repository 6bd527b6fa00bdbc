/** What a screen reader should say when it has time. */
export interface Announcement {
  text: string;
  lang?: string | undefined;
}

export interface AnnouncerQueueOptions {
  /** Changes the one live node. */
  speak: (announcement: Announcement) => void;
  /** "3 new messages", in place of several at once. */
  summarise: (count: number) => Announcement;
  /** Milliseconds between two utterances. */
  gapMs?: number;
}

export interface AnnouncerQueue {
  /** A state that changed: "Saved". The last one waits, older ones are out of date. */
  announceState(announcement: Announcement): void;
  /** One incoming message; several that wait together become one count. */
  announceMessage(announcement: Announcement): void;
  stop(): void;
}

/**
 * One polite voice for the whole page: at most one utterance in two seconds. A live list of messages reads each of
 * them three times and never stops in a busy room.
 */
export function createAnnouncerQueue({ speak, summarise, gapMs = 2_000 }: AnnouncerQueueOptions): AnnouncerQueue {
  let messages = 0;
  let onlyMessage: Announcement | undefined;
  let state: Announcement | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function next(): Announcement | undefined {
    if (state) {
      const spoken = state;
      state = undefined;
      return spoken;
    }
    if (messages === 0) return undefined;
    const spoken = messages === 1 ? onlyMessage : summarise(messages);
    messages = 0;
    onlyMessage = undefined;
    return spoken;
  }

  function flush(): void {
    const announcement = next();
    timer = announcement ? setTimeout(flush, gapMs) : undefined;
    if (announcement) speak(announcement);
  }

  function wake(): void {
    // The first one waits a moment too, so that a burst is counted rather than begun.
    timer ??= setTimeout(flush, Math.min(gapMs, 250));
  }

  return {
    announceState(announcement) {
      state = announcement;
      wake();
    },
    announceMessage(announcement) {
      messages += 1;
      onlyMessage = announcement;
      wake();
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
