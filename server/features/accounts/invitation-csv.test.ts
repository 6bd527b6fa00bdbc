import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maxRows, readInvitationCsv } from './invitation-csv.ts';

const flaws = (csv: string) => {
  const read = readInvitationCsv(csv, 'TN');
  return read.ok ? [] : read.flaws.map(({ row, flaw }) => `${row}:${flaw}`);
};

describe('a list of people to invite', () => {
  test.each([
    ['commas', 'email,country,language,space,role\na@example.org,TN,ar,mena,trainer\n'],
    ['semicolons and CRLF', 'email;country;language;space;role\r\na@example.org;TN;ar;mena;trainer\r\n'],
    ['tabs and no last line break', 'email\tcountry\tlanguage\tspace\trole\na@example.org\tTN\tar\tmena\ttrainer'],
    ['a byte order mark, quotes and other case', '\uFEFFEmail,COUNTRY,Language,space,role\n" A@Example.org ","tn","AR","mena","trainer"\n'],
    ['other order and empty lines', '\nrole,space,email,language,country\n\ntrainer,mena,a@example.org,ar,TN\n,,,,\n'],
  ])('is read with %s', (_how, csv) => {
    const read = readInvitationCsv(csv, 'TN');
    expect(read.ok && read.rows.map(({ row: _row, ...rest }) => rest)).toEqual([
      { email: 'a@example.org', language: 'ar', space: { spaceId: 'mena', role: 'trainer' } },
    ]);
  });
  test('needs no more than addresses, and takes a role over the country where no space is named', () => {
    const read = readInvitationCsv('email,role\na@example.org,\nb@example.org,focalPoint\n', 'TN');
    expect(read.ok && read.rows).toEqual([
      { row: 2, email: 'a@example.org', language: undefined },
      { row: 3, email: 'b@example.org', language: undefined, countryRole: 'focalPoint' },
    ]);
  });
  test.each([
    ['Arabic in CP1256 read as UTF-8', `email,space\na@example.org,${Buffer.from([0xe3, 0xcf]).toString('utf8')}\n`, ['1:encoding']],
    ['UTF-16', 'e\0m\0a\0i\0l\0', ['1:encoding']],
    ['an unclosed quote', 'email\n"a@example.org\nb@example.org\n', ['2:unclosedQuote']],
    ['a stray quote', 'email\na"b@example.org"\n', ['2:strayQuote']],
    ['nothing', '', ['1:empty']],
    ['a header alone', 'email\n', ['1:empty']],
    ['no header', 'a@example.org\nb@example.org\n', ['1:header']],
    ['an unknown column', 'email,hubRoles\na@example.org,admin\n', ['1:header']],
    ['a column twice', 'email,email\na@example.org,b@example.org\n', ['1:header']],
    ['more cells than the header has', 'email,space\na@example.org,mena,member\n', ['2:tooManyColumns']],
    ['a million columns', `email\n${','.repeat(100_000)}\n`, ['2:tooManyColumns']],
    ['duplicate addresses', 'email\na@example.org\nA@EXAMPLE.org\n', ['3:duplicateEmail']],
    ['another country', 'email,country\na@example.org,DZ\n', ['2:otherCountry']],
    ['an unknown language', 'email,language\na@example.org,de\n', ['2:languageUnknown']],
    ['an impossible space', 'email,space\na@example.org,../x\n', ['2:spaceUnknown']],
    ['an unknown role', 'email,space,role\na@example.org,mena,boss\n', ['2:roleUnknown']],
    [
      'roles of the hub',
      'email,role\na@example.org,admin\nb@example.org,hubAdmin\nc@example.org,auditor\nd@example.org,hub.safetyOfficer\n',
      ['2:roleAboveOwn', '3:roleAboveOwn', '4:roleAboveOwn', '5:roleAboveOwn'],
    ],
  ])('%s is refused by row', (_what, csv, expected) => {
    expect(flaws(csv)).toEqual(expected);
  });
  test(`may have ${maxRows} rows and not one more`, () => {
    const rows = (count: number) => `email\n${Array.from({ length: count }, (_, i) => `a${i}@example.org`).join('\n')}\n`;
    expect(flaws(rows(maxRows))).toEqual([]);
    expect(flaws(rows(maxRows + 1))[0]).toMatch(/tooManyRows$/);
  });
  test('whatever is sent, an answer comes', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400, unit: fc.constantFrom(...'a@.",;\n\r\t٣ء\uFFFD\0email') }), (text) => {
        const read = readInvitationCsv(`email,space,role\n${text}`, 'TN');
        expect(read.ok ? read.rows.length : read.flaws.length).toBeGreaterThan(0);
      }),
    );
  });
});
