import { createContext, useContext, useState, type ComponentType, type ReactNode } from 'react';
import type { Direction } from '#shared/i18n/languages.ts';

/** A message somebody wants the moderators to look at. */
export interface MessageToReport {
  roomId: string;
  seq: number;
  /** The beginning of the message, so that it is clear which one is meant. */
  excerpt?: { text: string; direction: Direction } | undefined;
}
export interface ReportDialogProps extends MessageToReport {
  open: boolean;
  onClose: () => void;
}

const ReportingContext = createContext<((message: MessageToReport) => void) | undefined>(undefined);

/** "Report to moderators", for the menu of a message: `const report = useReport()`, then `report({ roomId, seq })` opens the dialog. */
export function useReport(): (message: MessageToReport) => void {
  const report = useContext(ReportingContext);
  if (!report) throw new Error('ReportingProvider is missing');
  return report;
}

/** Moderation lies above the features in which people write, so `app` hands its dialog in from there. */
export function ReportingProvider({ dialog: ReportDialog, children }: { dialog: ComponentType<ReportDialogProps>; children: ReactNode }) {
  const [message, setMessage] = useState<MessageToReport>();
  return (
    <ReportingContext value={setMessage}>
      {children}
      {message && <ReportDialog key={`${message.roomId} ${message.seq}`} {...message} open onClose={() => setMessage(undefined)} />}
    </ReportingContext>
  );
}
