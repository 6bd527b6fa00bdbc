import type { CSSProperties, KeyboardEventHandler, Ref, TextareaHTMLAttributes } from 'react';
import { directionOf } from '#shared/i18n/direction.ts';
import type { Direction } from '#shared/i18n/languages.ts';
import { Field, type FieldProps } from './field.tsx';
import { CharacterCount, usePageSide } from './text-field.tsx';
import styles from './field.module.css';

interface GrowingTextProps extends Omit<
  TextareaHTMLAttributes<HTMLTextAreaElement>,
  'value' | 'onChange' | 'dir' | 'className' | 'style' | 'rows'
> {
  value: string;
  onChange: (value: string) => void;
  /** Lines it has when empty. */
  rows?: number;
  /** Direction of an empty text: that of the room's language. The page's own when absent. */
  fallback?: Direction | undefined;
  /** The author's own choice, above what the words say. */
  direction?: Direction | undefined;
  onKeyDown?: KeyboardEventHandler<HTMLTextAreaElement>;
  ref?: Ref<HTMLTextAreaElement> | undefined;
}

/** A text box as tall as its text, turned by the majority of its words: for composers, which bring their own label. */
export function GrowingText({ value, onChange, rows = 1, fallback, direction, ...rest }: GrowingTextProps) {
  const pageDirection = usePageSide();
  const dir = direction ?? directionOf(value, fallback ?? pageDirection);
  const size = { '--rows': `calc(${rows}lh + var(--space-4))` } as CSSProperties;
  return (
    <div className={styles.grow} data-text={value} dir={dir} style={size}>
      <textarea
        {...rest}
        rows={rows}
        className={styles.control}
        dir={dir}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}

interface TextAreaProps extends FieldProps, Omit<GrowingTextProps, 'required' | 'onKeyDown'> {
  maxCharacters?: number;
}

/** Several lines with a label. */
export function TextArea({ label, hint, error, required, optional, maxCharacters, rows = 3, ...rest }: TextAreaProps) {
  return (
    <Field {...{ label, hint, error, required, optional }} aside={<CharacterCount text={rest.value} max={maxCharacters} />}>
      {(control) => <GrowingText {...rest} {...control} rows={rows} />}
    </Field>
  );
}
