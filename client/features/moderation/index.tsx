export { ReportDialog, type ReportDialogProps } from './report-dialog-door.tsx';
export { ModerationNotices } from './notices-door.tsx';
