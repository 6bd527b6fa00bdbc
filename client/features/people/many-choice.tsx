import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Checkbox } from '#client/ui/choices.tsx';
import styles from './people.module.css';

interface ManyChoiceProps {
  label: string;
  options: readonly { value: string; label: string; lang?: string }[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
  /** The rest is closed once this many are chosen. */
  max: number;
}

/** Several of a list that is known, as boxes to tick. */
export function ManyChoice({ label, options, chosen, onChange, max }: ManyChoiceProps) {
  const { t } = useTranslation('people');
  const id = useId();
  const isFull = chosen.length >= max;
  return (
    <fieldset className={styles.many} aria-describedby={isFull ? id : undefined}>
      <legend className={styles.legend}>{label}</legend>
      <div className={styles.boxes}>
        {options.map(({ value, label: text, lang }) => (
          <Checkbox
            key={value}
            label={<span lang={lang}>{text}</span>}
            checked={chosen.includes(value)}
            disabled={isFull && !chosen.includes(value)}
            onChange={(isChosen) => onChange(isChosen ? [...chosen, value] : chosen.filter((other) => other !== value))}
          />
        ))}
      </div>
      {isFull && (
        <p id={id} className={styles.note}>
          {t('profile.tooMany', { count: max })}
        </p>
      )}
    </fieldset>
  );
}
