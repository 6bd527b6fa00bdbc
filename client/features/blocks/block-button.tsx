import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useBlocked, useBlocking } from '#client/kernel/personal.ts';
import { Button } from '#client/ui/button.tsx';
import { BlockDialog, useUnblock, type Whom } from './block-dialog.tsx';

/** Blocks somebody after saying what that does, or takes it back. */
export function BlockButton({ whom }: { whom: Whom }) {
  const { t } = useTranslation('inbox');
  const isBlocked = useBlocked().has(whom.id);
  const isReady = useBlocking() !== undefined;
  const unblock = useUnblock();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button icon="block" aria-disabled={!isReady} onClick={() => (isBlocked ? unblock(whom) : setOpen(isReady))}>
        {t(isBlocked ? 'block.undo' : 'block.action')}
      </Button>
      <BlockDialog whom={whom} open={isOpen} onClose={() => setOpen(false)} />
    </>
  );
}
