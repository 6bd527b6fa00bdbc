import { Chip } from '#client/ui/chip.tsx';
import { Row } from '#client/ui/card.tsx';
import { useBlocked } from '#client/kernel/personal.ts';
import { useTranslation } from 'react-i18next';
import type { Person } from '#shared/features/people/contract.ts';
import { BlockButton } from '#client/features/blocks/index.tsx';
import { WriteLink } from '#client/features/direct/index.tsx';
import PersonPage from '#client/features/people/person-page.tsx';

/** `/people/:id`, with what one may do: write to somebody, or keep her from oneself. */
export default function SomeonePage() {
  return <PersonPage contact={(person) => <Contact person={person} />} />;
}

function Contact({ person }: { person: Person }) {
  const { t } = useTranslation('inbox');
  const isBlocked = useBlocked().has(person.id);
  return (
    <Row>
      {isBlocked && (
        <Chip icon="block" tone="warning">
          {t('block.chip')}
        </Chip>
      )}
      {!isBlocked && !person.isInactive && <WriteLink userId={person.id} />}
      <BlockButton whom={{ id: person.id, name: person.displayName }} />
    </Row>
  );
}
