// One file for what stands around the field: on a slow line few are worth more than exact ones.
export { FormatBar } from './composing-format-bar.tsx';
export { ModeBar } from './composing-mode-bar.tsx';
export { MoreTools } from './composing-tools.tsx';
export { PauseNote, StepNote } from './composing-notes.tsx';
export { ReachDialog } from './composing-reach.tsx';
export { TypingLine } from './typing-line.tsx';
