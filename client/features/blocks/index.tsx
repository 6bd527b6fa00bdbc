export { BlockButton } from './block-button.tsx';
export { BlockDialog, useUnblock } from './block-dialog.tsx';
export { BlockedPeople } from './blocked-people.tsx';
