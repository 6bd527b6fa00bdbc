import { useState } from 'react';
import { Checkbox, RadioGroup, Switch } from '#client/ui/choices.tsx';
import { Stack } from '#client/ui/card.tsx';
import { CodeField, PasswordField } from '#client/ui/secret-fields.tsx';
import { Select } from '#client/ui/select.tsx';
import { TextArea } from '#client/ui/text-area.tsx';
import { TextField } from '#client/ui/text-field.tsx';
import { useFormat } from '#client/kernel/i18n-react.tsx';
import type { Samples } from './samples.ts';

export function SpecimenForm({ words }: { words: Samples }) {
  const format = useFormat();
  const [name, setName] = useState(words.name);
  const [email, setEmail] = useState('salma@example.org');
  const [password, setPassword] = useState('correct horse battery');
  const [code, setCode] = useState('123456');
  const [note, setNote] = useState(words.mixed);
  const [country, setCountry] = useState('DZ');
  const [digits, setDigits] = useState<'latn' | 'arab'>('latn');
  const [address, setAddress] = useState<'one' | 'two'>('one');
  const [isAgreed, setAgreed] = useState(true);
  const [hasHijri, setHijri] = useState(true);
  const countries = ['DZ', 'EG', 'JO', 'LB', 'MA', 'PS', 'TN', 'KZ'].map((value) => ({ value, label: format.country(value) }));
  return (
    <Stack>
      <TextField label={words.columns.name} hint={words.hint} value={name} onChange={setName} maxCharacters={20} autoComplete="name" />
      <TextField label={words.columns.name} error={words.error} value={words.other} onChange={() => undefined} required />
      <TextField label={words.email} kind="email" value={email} onChange={setEmail} autoComplete="email" />
      <PasswordField label={words.password} autoComplete="current-password" value={password} onChange={setPassword} />
      <CodeField label={words.code} value={code} onChange={setCode} />
      <Select label={words.columns.country} value={country} onChange={setCountry} options={countries} />
      <TextArea label={words.note} optional value={note} onChange={setNote} maxCharacters={400} />
      <RadioGroup
        label={words.digits}
        row
        value={digits}
        onChange={setDigits}
        options={[
          { value: 'latn', label: '123' },
          { value: 'arab', label: '١٢٣' },
        ]}
      />
      <RadioGroup
        label={words.question}
        hint={words.hint}
        value={address}
        onChange={setAddress}
        options={[
          { value: 'one', label: words.answer },
          { value: 'two', label: words.roles.member, hint: words.hint },
        ]}
      />
      <Checkbox label={words.agree} checked={isAgreed} onChange={setAgreed} />
      <Switch label={words.setting} hint={words.hint} checked={hasHijri} onChange={setHijri} />
    </Stack>
  );
}
