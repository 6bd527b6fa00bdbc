import { createContext, useContext } from 'react';
import type { Appearance } from './appearance.ts';

export const AppearanceContext = createContext<Appearance | undefined>(undefined);

/** Light and dark of this page. */
export function useAppearance(): Appearance {
  const appearance = useContext(AppearanceContext);
  if (!appearance) throw new Error('AppearanceContext is missing');
  return appearance;
}
