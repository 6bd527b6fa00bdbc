export { default as ThreadPanel } from './thread-panel.tsx';
export { default as ThreadsPanel } from './threads-panel.tsx';
export { default as PinsPanel } from './pins-panel.tsx';
export { default as SearchPanel } from './search-panel.tsx';
export { default as HistoryDialog } from './history-dialog.tsx';
export { default as ReadersDialog } from './readers-dialog.tsx';
export { default as RemoveDialog } from './remove-dialog.tsx';
export { default as PinDialog } from './pin-dialog.tsx';
