import { useEffect } from 'react';
import { useQuery } from '@tanstack/react-query';
import { can } from '#shared/access/can.ts';
import { people, type MyProfile } from '#shared/features/people/contract.ts';
import { hubQuery } from '#client/kernel/hub-query.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useChangeLanguage } from '#client/kernel/i18n-react.tsx';
import { useSessionState } from '#client/kernel/session.tsx';
import { useAppearance } from './appearance-context.ts';

/** What the shell shows of the person signed in; no more than it needs. */
export interface Viewer {
  id: string;
  /** Empty until the profile has come. */
  displayName: string;
  canAdminister: boolean;
  /** Looks after the reports of all spaces. */
  handlesReports: boolean;
}

/** The own profile; undefined while nobody is signed in or it has not come yet. */
export function useMyProfile(): MyProfile | undefined {
  const hub = useHub();
  const isSignedIn = useSessionState().status === 'signedIn';
  const { data } = useQuery({ ...hubQuery(hub, people, { operation: 'getMyProfile', input: {} }), enabled: isSignedIn });
  return isSignedIn ? data : undefined;
}

/** Who is looking, for the frame of the page; null when nobody is signed in. */
export function useViewer(): Viewer | null {
  const state = useSessionState();
  const profile = useMyProfile();
  if (state.status !== 'signedIn') return null;
  const { userId, hubRoles, countryRoles } = state.session;
  return {
    id: userId,
    displayName: profile?.person.displayName ?? '',
    canAdminister: hubRoles.length > 0 || countryRoles.length > 0,
    handlesReports: can(state.actor, 'hub.handleReports', { id: 'hub' }),
  };
}

/** The stored profile is stronger than what this browser remembers: language, digits, address, zone, theme. */
export function useProfileSettings(): void {
  const profile = useMyProfile();
  const changeLanguage = useChangeLanguage();
  const appearance = useAppearance();
  const settings = profile?.settings;
  const country = profile?.person.country;

  useEffect(() => {
    if (!settings) return;
    const { language, digits, addressForm, timeZone } = settings;
    void changeLanguage({ language, digits, address: addressForm, timeZone, country });
  }, [settings?.language, settings?.digits, settings?.addressForm, settings?.timeZone, country, changeLanguage]);

  useEffect(() => {
    if (settings) appearance.setTheme(settings.theme);
  }, [settings?.theme, appearance]);

  useEffect(() => {
    // What the browser itself asks for (boot.js) is not taken back.
    if (settings?.dataSaver) document.documentElement.dataset.saver = '';
  }, [settings?.dataSaver]);
}
