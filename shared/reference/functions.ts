/**
 * What an officer works on: the target audiences named in the programme documents the hub serves (the fact sheet of the
 * MENA programme: border management to NCB staff; the Central Asian e-learning and cybercrime projects: the rest).
 * Shown by translation; more than one may be chosen.
 */
export const functions = [
  'borderManagement',
  'biometrics',
  'humanTrafficking',
  'migrantSmuggling',
  'projectManagement',
  'openSourceInvestigation',
  'criminalIntelligenceAnalysis',
  'investigation',
  'training',
  'nationalCentralBureau',
  'organizedCrime',
  'drugTrafficking',
  'counterTerrorism',
  'cybercrime',
  'prosecution',
] as const;
export type PoliceFunction = (typeof functions)[number];

const known: ReadonlySet<string> = new Set(functions);

export function isFunction(value: string): value is PoliceFunction {
  return known.has(value);
}
