import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { HouseMarkdown, readBlocks } from './house-markdown.tsx';

test('headings, paragraphs, both lists and bold become elements', () => {
  const html = renderToStaticMarkup(
    <HouseMarkdown markdown={'One\nline.\n\n## Part\n\n- a\n  goes on\n- **b** c\n\n1. first\n2. second'} />,
  );
  expect(html).toBe(
    '<p>One line.</p><h3>Part</h3><ul><li>a goes on</li><li><strong>b</strong> c</li></ul><ol><li>first</li><li>second</li></ol>',
  );
});

test('markup in a document stays text', () => {
  const html = renderToStaticMarkup(<HouseMarkdown markdown={'<img src=x onerror=alert(1)> **<b>x</b>**'} />);
  expect(html).not.toMatch(/<(?:img|b)>?\s?/);
  expect(html).toContain('&lt;img');
});

test('a document without end is bounded', () => {
  expect(readBlocks('x\n\n'.repeat(10_000)).length).toBe(500);
});
