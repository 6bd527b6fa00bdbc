import { useTranslation } from 'react-i18next';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import type { SelectOption } from '#client/ui/select.tsx';

/** Pauses offered for slow mode, in seconds. */
export const pauses = [10, 30, 60, 300, 900, 3600, 21_600] as const;
/** How long a lock or slow mode may be asked to hold, in seconds. */
const spans = [3600, 4 * 3600, 24 * 3600, 7 * 24 * 3600] as const;
const never = 'never';
export const keep = 'keep';

const units = [
  ['days', 86_400],
  ['hours', 3600],
  ['minutes', 60],
  ['seconds', 1],
] as const;

/** "2 hours": a span in its largest whole unit. */
export function useDuration(): (seconds: number) => string {
  const { t } = useTranslation('rooms');
  return (seconds) => {
    const [unit, size] = units.find(([, inSeconds]) => seconds >= inSeconds && seconds % inSeconds === 0) ?? units[3];
    return t(`duration.${unit}`, { count: seconds / size });
  };
}

/** Choices of an end: none, after a while, or the one that is set already. */
export function useUntilOptions(now: string | undefined): SelectOption[] {
  const { t } = useTranslation('rooms');
  const format = useFormat();
  const duration = useDuration();
  return [
    ...(now === undefined ? [] : [{ value: keep, label: t('until.keep', { when: format.dateTime(now) }) }]),
    { value: never, label: t('until.never') },
    ...spans.map((span) => ({ value: String(span), label: t('until.after', { duration: duration(span) }) })),
  ];
}

/** The end a choice means: an instant, null for none, undefined for the one that is set already. */
export function untilOf(choice: string): string | null | undefined {
  if (choice === keep) return undefined;
  return choice === never ? null : new Date(Date.now() + Number(choice) * 1000).toISOString();
}
export const untilChoiceOf = (now: string | undefined): string => (now === undefined ? never : keep);
