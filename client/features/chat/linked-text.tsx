import type { ReactNode } from 'react';
import { linkify } from '#shared/features/chat/linkify.ts';
import { Ltr } from '#client/ui/text.tsx';

/** The words with their addresses made clickable; nothing is fetched. `isStop`: the row the Tab key stops at, so its links can be reached. */
export function LinkedText({ text, isStop }: { text: string; isStop: boolean }): ReactNode {
  return linkify(text).map((piece, index) =>
    piece.href === undefined ? (
      piece.text
    ) : (
      <a key={index} href={piece.href} target="_blank" rel="noopener noreferrer nofollow" tabIndex={isStop ? 0 : -1}>
        <Ltr>{piece.text}</Ltr>
      </a>
    ),
  );
}
