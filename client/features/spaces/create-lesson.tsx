import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { documents } from '#shared/features/documents/contract.ts';
import type { Space } from '#shared/features/spaces/contract.ts';
import { contentLanguages, autonyms } from '#shared/i18n/languages.ts';
import { errorCode, errorMessage } from '#client/kernel/error-message.ts';
import { useHub } from '#client/kernel/hub-react.tsx';
import { useRefresh } from '#client/kernel/hub-query.ts';
import { useNavigate } from '#client/kernel/router.tsx';
import { useDraft } from '#client/kernel/session.tsx';
import { Button } from '#client/ui/button.tsx';
import { RadioGroup } from '#client/ui/choices.tsx';
import { Dialog } from '#client/ui/dialog.tsx';
import { ErrorNote } from '#client/ui/error-note.tsx';
import { Select } from '#client/ui/select.tsx';
import { TextField } from '#client/ui/text-field.tsx';
import { newClientId } from '#client/kernel/client-id.ts';

const memberRoles = ['editor', 'suggester', 'commenter', 'reader'] as const;
type MemberRole = (typeof memberRoles)[number];
const maxTitle = 200;

/** A new lesson, then straight into it. */
export function CreateLesson({ space, open, onClose }: { space: Space; open: boolean; onClose: () => void }) {
  const { t, i18n } = useTranslation(['spaces', 'common']);
  const hub = useHub();
  const refresh = useRefresh();
  const navigate = useNavigate();
  const title = useDraft(`space:${space.id}:lesson`);
  const [language, setLanguage] = useState(space.workingLanguages[0] ?? space.language);
  const [memberRole, setMemberRole] = useState<MemberRole>('editor');
  // The same for every attempt of one dialog, so that a lost answer makes no second lesson.
  const [clientId, setClientId] = useState(newClientId);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const isReady = title.text.trim() !== '' && title.text.length <= maxTitle;

  async function create(): Promise<void> {
    if (!isReady) return;
    setBusy(true);
    setError(undefined);
    try {
      const { items } = await hub(documents).call('create', {
        spaceId: space.id,
        clientId,
        kind: 'lesson',
        title: title.text.trim(),
        language,
        memberRole,
      });
      title.set('');
      setClientId(newClientId());
      refresh(documents);
      onClose();
      if (items[0]) navigate(`/d/${items[0].id}`);
    } catch (reason) {
      setError(reason);
    } finally {
      setBusy(false);
    }
  }
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={t('spaces:lessons.createTitle')}
      actions={
        <>
          <Button look="primary" busy={isBusy} aria-disabled={!isReady} onClick={() => void create()}>
            {t('common:actions.create')}
          </Button>
          <Button onClick={onClose}>{t('common:actions.cancel')}</Button>
        </>
      }
    >
      <TextField label={t('spaces:lessons.name')} required value={title.text} onChange={title.set} maxCharacters={maxTitle} />
      <Select
        label={t('spaces:lessons.language')}
        value={language}
        onChange={setLanguage}
        options={contentLanguages.map((tag) => ({ value: tag, label: autonyms[tag], lang: tag }))}
      />
      <RadioGroup
        label={t('spaces:lessons.memberRole')}
        value={memberRole}
        onChange={setMemberRole}
        options={memberRoles.map((role) => ({ value: role, label: t(`spaces:lessons.roles.${role}`) }))}
      />
      {error !== undefined && <ErrorNote code={errorCode(error)}>{errorMessage(i18n, error)}</ErrorNote>}
    </Dialog>
  );
}
