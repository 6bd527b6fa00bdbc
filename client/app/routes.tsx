import { publicRoute, type Route } from './router.tsx';

/** Every page of the hub; the first pattern that fits is taken. A page with a `nav` stands in the rail, in this order. */
export const routes: readonly Route[] = [
  publicRoute('/', () => import('./welcome-page.tsx')),
  publicRoute('/dev/ui', () => import('#client/dev-ui/dev-ui-page.tsx')),
];
