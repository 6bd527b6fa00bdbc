import { useTranslation } from 'react-i18next';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import { Button } from '#client/ui/button.tsx';
import type { ComposerFiles } from '#client/features/files/index.tsx';
import { Note } from './composer-note.tsx';
import type { Sending } from './composer-sending.ts';

/** That the message waits for its files, or which of them it would go without. */
export function StepNote({ sending, files }: { sending: Sending; files: ComposerFiles | undefined }) {
  const { t } = useTranslation(['composing', 'common']);
  const format = useFormat();
  const failed = files?.items.filter(({ state }) => state === 'failed').map(({ name }) => name) ?? [];
  const waiting = files?.items.filter(({ state }) => state !== 'ready' && state !== 'failed').length ?? 0;
  const stop = (
    <Button look="quiet" onClick={sending.stop}>
      {t('composing:files.stop')}
    </Button>
  );
  if (sending.step === 'uploading')
    return (
      <Note icon="clock" action={stop}>
        {t('composing:files.waiting', { count: waiting })}
      </Note>
    );
  if (sending.step !== 'askFailed') return null;
  const without = <Button onClick={sending.sendWithoutFailed}>{t('composing:files.sendWithout')}</Button>;
  // Names of files are isolated, so that none turns the sentence around.
  return (
    <Note icon="alert" isAlert action={sending.flaw === undefined && without}>
      {t('composing:files.failed', { count: failed.length, names: format.list(failed.map((name) => `\u2068${name}\u2069`)) })}
    </Note>
  );
}

/** Slow mode: when the next message may leave. Not told each second to those who listen. */
export function PauseNote({ seconds }: { seconds: number }) {
  const { t } = useTranslation('composing');
  const minutes = Math.ceil(seconds / 60);
  return (
    <Note icon="clock">
      <span data-testid="pause" role="timer">
        {seconds > 90 ? t('pause.minutes', { count: minutes }) : t('pause.seconds', { count: seconds })}
      </span>
    </Note>
  );
}
