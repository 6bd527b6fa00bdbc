// docs/performance.md: one section a bench, each written by its own run.
import fs from 'node:fs';
import os from 'node:os';
import { inRoot } from '../setup/paths.mjs';

const file = inRoot('docs', 'performance.md');
const intro = `# Performance

Measured by \`npm run bench -- <name>\`, which writes its section of this page. Machines are noisy: only figures of one run may be compared, so peers run beside ours.
`;

/** @param {(string | number)[][]} rows the first one is the head */
function markdown([head = [], ...rows]) {
  const line = (/** @type {(string | number)[]} */ cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** @param {string} name @param {{ title: string, rows: (string | number)[][] }[]} tables */
export function writeSection(name, tables) {
  const cpu = os.cpus();
  const machine = `${cpu.length} cores (${cpu[0]?.model.trim()}), ${Math.round(os.totalmem() / 2 ** 30)} GB, Node ${process.version}, ${os.type()} ${os.release()}`;
  const body = tables.map(({ title, rows }) => `### ${title}\n\n${markdown(rows)}\n`).join('\n');
  const section = `<!-- ${name} -->\n## \`npm run bench -- ${name}\`\n\n${new Date().toISOString().slice(0, 10)}, ${machine}.\n\n${body}<!-- /${name} -->\n`;
  const before = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : intro;
  const pattern = new RegExp(`<!-- ${name} -->[^]*?<!-- /${name} -->\n`);
  fs.writeFileSync(file, pattern.test(before) ? before.replace(pattern, () => section) : `${before}\n${section}`);
}
