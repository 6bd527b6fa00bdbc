import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAnnouncer } from '#client/ui/announcer.tsx';
import { Button } from '#client/ui/button.tsx';
import { Row } from '#client/ui/card.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { Menu } from '#client/ui/menu.tsx';
import { useToast } from '#client/ui/toast.tsx';
import type { Samples } from './samples.ts';

export function SpecimenOverlays({ words }: { words: Samples }) {
  const { t } = useTranslation('common');
  const [open, setOpen] = useState<'box' | 'sheet'>();
  const toast = useToast();
  const { announceMessage } = useAnnouncer();
  return (
    <Row>
      <Button onClick={() => setOpen('box')}>{words.first}</Button>
      <Button onClick={() => setOpen('sheet')}>{words.note}</Button>
      <Button
        onClick={() => toast({ text: t('states.saved'), tone: 'success', action: { label: t('actions.undo'), onPress: () => undefined } })}
      >
        {t('notices')}
      </Button>
      <Button onClick={() => announceMessage({ text: words.incoming })}>{words.message}</Button>
      <Menu
        label={t('actions.more')}
        sections={[
          {
            items: [
              { id: 'reply', label: t('actions.reply'), icon: 'reply' },
              { id: 'edit', label: t('actions.edit'), icon: 'edit' },
            ],
          },
          { items: [{ id: 'delete', label: t('actions.delete'), icon: 'delete', danger: true }] },
        ]}
      />
      <Dialog
        open={open !== undefined}
        look={open ?? 'box'}
        onClose={() => setOpen(undefined)}
        title={words.first}
        actions={
          <>
            <Button look="primary" onClick={() => setOpen(undefined)}>
              {words.save}
            </Button>
            <Button onClick={() => setOpen(undefined)}>{t('actions.cancel')}</Button>
          </>
        }
      >
        <p>{words.incoming}</p>
      </Dialog>
    </Row>
  );
}
