import { Phrase } from '#client/kernel/i18n-react.tsx';
import { UserText } from '#client/ui/text.tsx';
import styles from './typing-line.module.css';

interface TypingLineProps {
  /** Names of those who write, without those who are not known. */
  names: readonly string[];
  count: number;
}

/** Who writes now. For the eye only: a screen reader would never come to rest. */
export function TypingLine({ names, count }: TypingLineProps) {
  const [first, second] = names;
  return (
    <span className={styles.writing} aria-hidden="true" data-testid="typing">
      <span className={styles.dots} />
      <span className={styles.words}>{wordsOf()}</span>
    </span>
  );

  function wordsOf() {
    if (count === 1 && first !== undefined) return <Phrase of="composing:typing.one" values={{ name: <UserText>{first}</UserText> }} />;
    if (count !== 2 || first === undefined || second === undefined) return <Phrase of="composing:typing.many" values={{ count }} />;
    return <Phrase of="composing:typing.two" values={{ first: <UserText>{first}</UserText>, second: <UserText>{second}</UserText> }} />;
  }
}
