/**
 * How an adapter tells of trouble it survives (a throwing listener, a lost link): `what` is a stable short name for logs
 * and metrics, never holding content of users.
 */
export type ReportFault = (what: string, error: unknown) => void;
