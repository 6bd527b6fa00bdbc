import { Page } from '#client/ui/page.tsx';
export default function DevUiPage() { return <Page title="UI"><p>…</p></Page>; }
