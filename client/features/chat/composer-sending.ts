import { useEffect, useRef, useState } from 'react';
import { maxCodePoints } from '#shared/features/chat/contract.ts';
import { codePointCount } from '#shared/i18n/text.ts';
import type { Direction } from '#shared/kernel/fields.ts';
import type { ComposerFiles } from '#client/features/files/index.tsx';
import { hasTooManyMentions, needsConfirmation, reachOf, type CountOf, type Reach } from './composer-reach.ts';
import type { ComposerMode, Writing } from './composer-text.ts';
import { storedText } from './room-view.ts';

/** A message that is ready to leave. */
export interface OutgoingMessage {
  text: string;
  direction: Direction;
  thread?: number;
  replyTo?: number;
  /** Ids of files that are ready. */
  attachments?: string[];
  /** She was told how many people she mentions. */
  confirmsMentions?: true;
}

export type OutgoingEdit = Pick<OutgoingMessage, 'text' | 'direction' | 'confirmsMentions'>;

/** Why a text cannot leave as it is. */
export type Flaw = 'empty' | 'tooLong' | 'tooManyMentions';

export function flawOf(stored: string, fileCount: number): Flaw | undefined {
  if (codePointCount(stored) > maxCodePoints) return 'tooLong';
  if (hasTooManyMentions(stored)) return 'tooManyMentions';
  return storedText(stored) === '' && fileCount === 0 ? 'empty' : undefined;
}

/** What the person is asked, or waits for, before the message leaves. */
export type Step =
  /** Nothing. */
  | 'idle'
  /** So many people are mentioned: shall it leave? */
  | 'askReach'
  /** Leaves when its files are there. */
  | 'uploading'
  /** Some files could not be attached: shall it leave without them? */
  | 'askFailed'
  /** On its way, and not to be changed. */
  | 'busy';

interface Before {
  flaw: Flaw | undefined;
  isPaused: boolean;
  reach: Reach;
  /** She said yes to so many people. */
  isConfirmed: boolean;
  isUploading: boolean;
  failed: number;
  /** She said yes to a message without the files that failed. */
  withoutFailed: boolean;
}

/** What comes next when she sends; undefined: nothing, the text stays. */
export function stepAfter(before: Before): 'askReach' | 'uploading' | 'askFailed' | 'deliver' | undefined {
  if (before.flaw !== undefined || before.isPaused) return undefined;
  if (!before.isConfirmed && needsConfirmation(before.reach)) return 'askReach';
  if (before.isUploading) return 'uploading';
  return before.failed > 0 && !before.withoutFailed ? 'askFailed' : 'deliver';
}

interface SendingOptions {
  mode: ComposerMode;
  thread: number | undefined;
  writing: Writing;
  /** None where files cannot be attached, or while a message is edited. */
  files: ComposerFiles | undefined;
  countOf: CountOf;
  isPaused: boolean;
  onSend: (message: OutgoingMessage) => boolean;
  onEdit: (edit: OutgoingEdit) => Promise<void>;
  /** It left. */
  onDone: () => void;
}

export interface Sending {
  step: Step;
  flaw: Flaw | undefined;
  reach: Reach;
  /** Why the last try failed; the text is where it was. */
  error: unknown;
  send(): void;
  /** Yes, to so many people. */
  confirmReach(): void;
  sendWithoutFailed(): void;
  /** Back to writing. */
  stop(): void;
}

const countOfFiles = (files: ComposerFiles | undefined, states: readonly string[]): number =>
  files?.items.filter(({ state }) => states.includes(state)).length ?? 0;

/** From the send button to the outbox, with all that may lie between. */
export function useSending(options: SendingOptions): Sending {
  const { mode, writing, files, countOf, isPaused } = options;
  const [step, setStep] = useState<Step>('idle');
  const [error, setError] = useState<unknown>();
  // What was written since a question was asked leaves too.
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  /** Said once for one message, whatever is asked after it. */
  const isConfirmed = useRef(false);
  const failed = countOfFiles(files, ['failed']);
  const settled = failed + countOfFiles(files, ['ready']);
  const isUploading = settled < (files?.items.length ?? 0);
  const fileCount = mode.kind === 'edit' ? Number(mode.hasFiles === true) : (files?.items.length ?? 0);
  const flaw = flawOf(writing.stored, fileCount);
  const reach = reachOf(writing.stored, countOf);

  function stop(): void {
    isConfirmed.current = false;
    setStep('idle');
  }
  async function deliver(): Promise<void> {
    setStep('busy');
    setError(undefined);
    try {
      if (await deliverNow(latest, isConfirmed.current)) latest.current.onDone();
    } catch (reason) {
      setError(reason);
    }
    stop();
  }
  function proceed(withoutFailed = false): void {
    if (step === 'busy') return;
    const next = stepAfter({ flaw, isPaused, reach, isConfirmed: isConfirmed.current, isUploading, failed, withoutFailed });
    if (next === 'deliver') void deliver();
    else if (next !== undefined) setStep(next);
  }
  useEffect(() => {
    if (step === 'uploading' && !isUploading) proceed();
    // Files that were taken away or tried again are no question any more.
    if (step === 'askFailed' && failed === 0) setStep('idle');
  });
  return {
    ...{ step, flaw, reach, error, stop },
    send: () => proceed(),
    confirmReach() {
      isConfirmed.current = true;
      proceed();
    },
    sendWithoutFailed: () => proceed(true),
  };
}

/** False when it could not be taken: the text stays. */
async function deliverNow(latest: { current: SendingOptions }, isConfirmed: boolean): Promise<boolean> {
  const confirmed = isConfirmed ? { confirmsMentions: true as const } : {};
  const { mode, onEdit, writing, files } = latest.current;
  if (mode.kind === 'edit') {
    if (writing.stored === mode.text && writing.direction === mode.direction) return true;
    await onEdit({ text: writing.stored, direction: writing.direction, ...confirmed });
    return true;
  }
  const attachments = files && files.items.length > 0 ? (await files.attachments()).map(({ fileId }) => fileId) : [];
  const { writing: now, thread, onSend } = latest.current;
  // All that hung on it failed, and there is nothing to say.
  if (attachments.length === 0 && storedText(now.stored) === '') return false;
  const isTaken = onSend({
    ...{ text: now.stored, direction: now.direction },
    ...(thread !== undefined && { thread }),
    ...(mode.kind === 'reply' && { replyTo: mode.seq }),
    ...(attachments.length > 0 && { attachments }),
    ...confirmed,
  });
  if (!isTaken) return false;
  now.clear();
  files?.sent();
  return true;
}
