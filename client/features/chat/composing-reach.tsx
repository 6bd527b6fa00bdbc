import { useTranslation } from 'react-i18next';
import { Button } from '#client/ui/button.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import type { Reach } from './composer-reach.ts';

interface ReachDialogProps {
  reach: Reach;
  onConfirm: () => void;
  onClose: () => void;
}

/** Before many people are disturbed at once. */
export function ReachDialog({ reach, onConfirm, onClose }: ReachDialogProps) {
  const { t } = useTranslation(['composing', 'common']);
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('composing:reach.title')}
      actions={
        <>
          <Button look="primary" icon="send" onClick={onConfirm}>
            {t('composing:reach.send')}
          </Button>
          <Button onClick={onClose}>{t('composing:reach.back')}</Button>
        </>
      }
    >
      <p>{reach.isKnown ? t('composing:reach.text', { count: reach.count }) : t('composing:reach.unknown')}</p>
    </Dialog>
  );
}
