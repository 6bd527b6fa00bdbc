import { renderToStaticMarkup } from 'react-dom/server';
import type { ReactNode } from 'react';
import { beforeAll, describe, expect, test } from 'vitest';
import { readCatalogue } from '#client/build/catalogues.ts';
import { LanguageProvider, Phrase } from '#client/kernel/i18n-react.tsx';
import { createLanguages, type Languages, type LoadCatalogue } from '#client/kernel/i18n.ts';
import { Avatar, personColour } from './avatar.tsx';
import { Button, IconButton } from './button.tsx';
import { Checkbox, RadioGroup, Switch } from './choices.tsx';
import { DataTable } from './data-table.tsx';
import { ErrorNote } from './error-note.tsx';
import { Icon } from './icon.tsx';
import { Link } from './link.tsx';
import { Page } from './page.tsx';
import { Presence } from './presence.tsx';
import { CodeField, PasswordField } from './secret-fields.tsx';
import { Tabs } from './tabs.tsx';
import { GrowingText } from './text-area.tsx';
import { TextField } from './text-field.tsx';
import { Ltr, UserText } from './text.tsx';

const root = new URL('../../shared/i18n', import.meta.url).pathname;
const load: LoadCatalogue = async (language) => readCatalogue(root, language) as Awaited<ReturnType<LoadCatalogue>>;
const nothing = (): void => undefined;
let arabic: Languages;
let english: Languages;

beforeAll(async () => {
  arabic = await createLanguages({ settings: { language: 'ar', country: 'EG' }, load });
  english = await createLanguages({ settings: { language: 'en' }, load });
});

const inArabic = (node: ReactNode): string => renderToStaticMarkup(<LanguageProvider languages={arabic}>{node}</LanguageProvider>);
const inEnglish = (node: ReactNode): string => renderToStaticMarkup(<LanguageProvider languages={english}>{node}</LanguageProvider>);

/** Value of an attribute of the first such element. */
function attribute(html: string, tag: string, name: string): string | undefined {
  const element = new RegExp(`<${tag}\\b[^>]*>`).exec(html)?.[0] ?? '';
  return new RegExp(`\\b${name}="([^"]*)"`).exec(element)?.[1];
}

describe('fields', () => {
  test('label, hint and error are tied to the control', () => {
    const html = inEnglish(<TextField label="Name" hint="Seen by all" error="Too long" value="x" onChange={nothing} required />);
    const id = attribute(html, 'input', 'id');
    expect(attribute(html, 'label', 'for')).toBe(id);
    expect(attribute(html, 'input', 'aria-describedby')).toBe(`${id}-hint ${id}-error`);
    expect(attribute(html, 'input', 'aria-invalid')).toBe('true');
    expect(html).toContain(`id="${id}-error"`);
    expect(html).toMatch(/<input[^>]* required=""/);
  });

  test('an error that is not there is not announced', () => {
    const html = inEnglish(<TextField label="Name" value="x" onChange={nothing} />);
    expect(html).not.toContain('aria-invalid');
    expect(html).not.toContain('aria-describedby');
  });

  test.each([
    ['', 'rtl'],
    ['سلمى', 'rtl'],
    ['Leïla M.', 'ltr'],
    ['IPCP ستبدأ غداً', 'rtl'],
  ])('in an Arabic page %j is written %s', (value, dir) => {
    expect(attribute(inArabic(<TextField label="ل" value={value} onChange={nothing} />), 'input', 'dir')).toBe(dir);
    expect(attribute(inArabic(<GrowingText value={value} onChange={nothing} />), 'textarea', 'dir')).toBe(dir);
  });

  test('an empty composer takes the room’s language, the author’s own choice is above the words', () => {
    expect(attribute(inEnglish(<GrowingText value="" onChange={nothing} fallback="rtl" />), 'textarea', 'dir')).toBe('rtl');
    expect(attribute(inEnglish(<GrowingText value="hello" onChange={nothing} direction="rtl" />), 'textarea', 'dir')).toBe('rtl');
  });

  test('addresses and codes are left to right in an Arabic page; managers and paste are allowed', () => {
    expect(attribute(inArabic(<TextField label="ب" kind="email" value="" onChange={nothing} />), 'input', 'dir')).toBe('ltr');
    const code = inArabic(<CodeField label="ر" value="" onChange={nothing} />);
    expect([attribute(code, 'input', 'dir'), attribute(code, 'input', 'autoComplete')]).toEqual(['ltr', 'one-time-code']);
    const password = inArabic(<PasswordField label="ك" autoComplete="new-password" value="" onChange={nothing} />);
    expect([attribute(password, 'input', 'type'), attribute(password, 'input', 'autoComplete')]).toEqual(['password', 'new-password']);
    expect(password).not.toContain('onPaste');
    expect(attribute(password, 'button', 'aria-label')).toBe('إظهار كلمة المرور');
  });

  test('what is left of a limit is told when it matters, in the digits of the reader', () => {
    const of = (value: string): string => inArabic(<TextField label="ا" value={value} onChange={nothing} maxCharacters={20} />);
    expect(of('قصير')).not.toContain('بقي');
    expect(of('ن'.repeat(17))).toContain('بقيت ٣ أحرف');
    expect(of('ن'.repeat(22))).toContain('أطول من الحدّ بحرفين');
  });

  test('choices are native controls with names', () => {
    const box = inEnglish(<Checkbox label="I agree" hint="Once" checked onChange={nothing} />);
    expect(attribute(box, 'label', 'for')).toBe(attribute(box, 'input', 'id'));
    expect(inEnglish(<Switch label="Hijri" checked={false} onChange={nothing} />)).toContain('role="switch"');
    const group = inEnglish(
      <RadioGroup
        label="Digits"
        value="a"
        onChange={nothing}
        options={[
          { value: 'a', label: '12' },
          { value: 'b', label: '١٢' },
        ]}
      />,
    );
    expect(group).toMatch(/<fieldset[^>]*><legend[^>]*>Digits<\/legend>/);
    expect(group.match(/type="radio"/g)).toHaveLength(2);
  });
});

describe('actions', () => {
  test('an icon alone has a name, and is hidden itself', () => {
    const html = inEnglish(<IconButton icon="search" label="Search" />);
    expect(attribute(html, 'button', 'aria-label')).toBe('Search');
    expect(attribute(html, 'svg', 'aria-hidden')).toBe('true');
    expect(attribute(html, 'button', 'type')).toBe('button');
  });

  test('a busy button can still be focused and says so', () => {
    const html = inEnglish(<Button busy>Save</Button>);
    expect(attribute(html, 'button', 'aria-disabled')).toBe('true');
    expect(html).not.toContain('disabled=""');
    expect(html).toContain('Loading');
  });

  test('a link to another tab says so and gives nothing away', () => {
    const html = inEnglish(
      <Link href="https://example.org" target="_blank">
        site
      </Link>,
    );
    expect(attribute(html, 'a', 'rel')).toBe('noopener noreferrer');
    expect(html).toContain('opens in a new tab');
  });

  test.each([
    ['back', true],
    ['send', true],
    ['help', true],
    ['check', false],
    ['search', false],
    ['clock', false],
  ] as const)('%s is mirrored: %s', (name, expected) => {
    expect(/mirrored/.test(renderToStaticMarkup(<Icon name={name} />))).toBe(expected);
  });
});

describe('people and text', () => {
  test('an avatar is decoration, its colour stays with the person', () => {
    const html = inArabic(<Avatar id="u1" name="سلمى بنت أحمد" />);
    expect(attribute(html, 'span', 'aria-hidden')).toBe('true');
    expect(html).toContain('<bdi>س\u200C ب</bdi>');
    expect(personColour('u1')).toBe(personColour('u1'));
    expect(new Set(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(personColour)).size).toBeGreaterThan(4);
  });

  test('presence is a word, also where only the dot is seen', () => {
    expect(inArabic(<Presence state="online" />)).toContain('على الاتصال');
    expect(attribute(inArabic(<Presence state="away" wordless />), 'span', 'aria-label')).toBe('بلا نشاط حالياً');
  });

  test('tokens and names are isolated', () => {
    expect(renderToStaticMarkup(<Ltr>14:00</Ltr>)).toBe('<bdi dir="ltr">14:00</bdi>');
    expect(renderToStaticMarkup(<UserText lang="kk">Айгүл</UserText>)).toBe('<bdi lang="kk">Айгүл</bdi>');
  });

  test('a phrase puts elements into a message', () => {
    expect(
      inArabic(<Phrase of="common:range.time" values={{ from: <Ltr>14:00</Ltr>, to: <Ltr>15:30</Ltr> }} />).replace(/<\/?span[^>]*>/g, ''),
    ).toBe('من <bdi dir="ltr">14:00</bdi> إلى <bdi dir="ltr">15:30</bdi>');
  });
});

describe('pages', () => {
  test('one h1 that can take the focus, and a breadcrumb with a name', () => {
    const html = inArabic(
      <Page title="الأعضاء" breadcrumbs={[{ href: '/s/mena', label: 'الشبكة' }]}>
        x
      </Page>,
    );
    expect(html.match(/<h1/g)).toHaveLength(1);
    expect(attribute(html, 'h1', 'tabindex')).toBe('-1');
    expect(attribute(html, 'nav', 'aria-label')).toBe('مسار الصفحة');
  });

  test('an error says what, shows its code left to right, and offers to try again', () => {
    const html = inArabic(
      <ErrorNote code="chat/roomArchived" onRetry={nothing}>
        تعذّر الإرسال
      </ErrorNote>,
    );
    expect(html).toContain('role="alert"');
    expect(html).toContain('<bdi dir="ltr">chat/roomArchived</bdi>');
    expect(html).toContain('إعادة المحاولة');
  });

  test('a table keeps its roles when it is drawn as cards', () => {
    const html = inEnglish(
      <DataTable
        caption="Members"
        rows={[{ id: '1', name: 'Salma' }]}
        rowKey={(row) => row.id}
        columns={[
          { id: 'name', header: 'Name', isRowName: true, cell: (row) => row.name },
          { id: 'id', header: 'Number', cell: (row) => row.id },
        ]}
      />,
    );
    for (const role of ['table', 'row', 'columnheader', 'rowheader', 'cell']) expect(html).toContain(`role="${role}"`);
    expect(html).toMatch(/<caption[^>]*>Members<\/caption>/);
  });

  test('only the selected tab is a stop of the Tab key, and its panel bears its name', () => {
    const html = inEnglish(
      <Tabs
        label="Parts"
        selected="b"
        onSelect={nothing}
        tabs={[
          { id: 'a', label: 'A', content: '1' },
          { id: 'b', label: 'B', content: '2' },
        ]}
      />,
    );
    expect(html.match(/role="tab"/g)).toHaveLength(2);
    expect(/<button[^>]*aria-selected="true"[^>]*tabindex="0"[^>]*>B/i.test(html)).toBe(true);
    expect(/<button[^>]*aria-selected="false"[^>]*tabindex="-1"[^>]*>A/i.test(html)).toBe(true);
    expect(html).toContain('role="tabpanel"');
    expect(html).not.toContain('>1<');
  });
});
