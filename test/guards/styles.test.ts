import stylelint from 'stylelint';
import { describe, expect, test } from 'vitest';
import { linesWith, projectFiles } from '../support/sources.ts';

const lint = async (options: { code: string } | { files: string[] }): Promise<string[]> => {
  const { results } = await stylelint.lint({ configFile: '.stylelintrc.json', ...options });
  return results.flatMap(({ source, warnings }) => warnings.map(({ line, text }) => `${source ?? ''}:${line}: ${text}`));
};

test('no style sheet knows left or right, or harms Arabic', async () => {
  const files = projectFiles(['client'], /\.css$/);
  if (files.length > 0) expect(await lint({ files })).toEqual([]);
});

test('no style in a component knows left or right', () => {
  const files = projectFiles(['client'], /\.tsx$/);
  const physical =
    /\b(margin|padding|border|scrollMargin|scrollPadding)(Left|Right)\b|\b(left|right):\s*['"`\d{]|(textAlign|float):\s*['"](left|right|justify)|letterSpacing|textTransform/;
  expect(linesWith(files, physical)).toEqual([]);
});

describe('the rules find what they are for', () => {
  test.each([
    'margin-left: 1px',
    'padding-right: 1px',
    'left: 0',
    'right: 0',
    'border-left: 1px solid',
    'border-top-left-radius: 2px',
    'text-align: left',
    'text-align: justify',
    'float: right',
    'transform: translateX(10px)',
    'letter-spacing: 1px',
    'text-transform: uppercase',
    'font-style: italic',
    'word-break: break-all',
    'margin: 0 1px 0 2px',
    'border-radius: 4px 0 0 4px',
  ])('%s', async (declaration) => {
    expect(await lint({ code: `a { ${declaration}; }` })).toHaveLength(1);
  });

  test.each([
    'margin-inline-start: 1px',
    'inset-inline-end: 0',
    'text-align: start',
    'transform: translateX(calc(10px * var(--dir)))',
    'margin: 0 1px 2px 1px',
    'margin: 0 1px 2px',
    'border-radius: 4px',
    'border-start-start-radius: 4px',
  ])('but not %s', async (declaration) => {
    expect(await lint({ code: `a { ${declaration}; }` })).toEqual([]);
  });
});
