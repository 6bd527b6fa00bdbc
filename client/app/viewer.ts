/** What the shell shows of the person signed in; no more than it needs. */
export interface Viewer {
  id: string;
  displayName: string;
  photoUrl?: string | undefined;
  canAdminister: boolean;
  canModerate: boolean;
}
