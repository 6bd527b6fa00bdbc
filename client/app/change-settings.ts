import { useCallback } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { people } from '#shared/features/people/contract.ts';
import type { InputOf } from '#shared/kernel/contract.ts';
import { hubQuery } from '#client/kernel/hub-query.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useChangeLanguage } from '#client/kernel/i18n-react.tsx';
import { useSessionState } from '#client/kernel/session.tsx';
import { useAppearance } from './appearance-context.ts';

type Change = Pick<InputOf<typeof people, 'updateMySettings'>, 'language' | 'theme'>;

/** Language and theme take effect at once, and are stored in the profile of whoever is signed in. */
export function useChangeSettings(): (change: Change) => void {
  const hub = useHub();
  const queries = useQueryClient();
  const changeLanguage = useChangeLanguage();
  const appearance = useAppearance();
  const isSignedIn = useSessionState().status === 'signedIn';

  return useCallback(
    (change) => {
      const { language, theme } = change;
      if (theme) appearance.setTheme(theme);
      const spoken = language ? changeLanguage({ language }) : Promise.resolve();
      const stored = isSignedIn ? hub(people).call('updateMySettings', change) : undefined;
      const { queryKey } = hubQuery(hub, people, { operation: 'getMyProfile', input: {} });
      void stored?.then((profile) => queries.setQueryData(queryKey, profile)).catch(ignore);
      void spoken.catch(ignore);
    },
    [hub, queries, changeLanguage, appearance, isSignedIn],
  );
}

/** Without a line the choice holds on this device; the line's own banner says why the rest did not happen. */
function ignore(): void {}
