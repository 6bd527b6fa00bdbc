// `npm run new:feature -- <name> [--layer n]`: lays out a feature on the three sides, with one failing test.
import fs from 'node:fs';
import path from 'node:path';
import { inRoot } from './setup/paths.mjs';
import { run } from './setup/run.mjs';
import { giveUp } from './setup/say.mjs';
import { filesOf } from './setup/feature-files.mjs';

const [name = '', flag, level = '4'] = process.argv.slice(2);
const layer = Number(level);
const layersFile = inRoot('scripts', 'layers.json');
/** @type {string[][]} */
const layers = JSON.parse(fs.readFileSync(layersFile, 'utf8'));

refuseWrongUse();
const written = Object.entries(filesOf(name)).map(([file, content]) => write(file, content));
enterLayer();
await run(process.execPath, [inRoot('scripts', 'format.mjs'), ...written]);
console.log(
  [
    ...written.map((file) => `  ${file}`),
    '',
    `Layer ${layer} in scripts/layers.json. What is left to do by hand:`,
    `  1. shared/features/contracts.ts: add ${camel(name)} to the list`,
    `  2. shared/i18n/catalogue.ts: add its line`,
    `  3. server/app.ts: add ${camel(name)}Feature to the list`,
    `  4. client/app: add its page where it belongs`,
    `  5. permissions it needs: shared/access/permissions.ts and test/fixtures/permission-matrix.csv`,
    `  6. make its test green: npm test -- server/features/${name}`,
  ].join('\n'),
);

function refuseWrongUse() {
  if (!/^[a-z]+(-[a-z]+)*$/.test(name) || (flag !== undefined && flag !== '--layer') || !layers[layer - 1]) {
    giveUp(
      'npm run new:feature -- <name> [--layer n]',
      'The name is a plural noun in kebab-case: polls, advisory-boards.',
      `A feature calls only features of a smaller layer (4 when not said): ${layers.map((names, index) => `\n  ${index + 1}  ${names.join(', ')}`).join('')}`,
    );
  }
  const taken = ['shared', 'server', 'client'].find((side) => fs.existsSync(inRoot(side, 'features', name)));
  if (taken) giveUp(`${taken}/features/${name} is there already.`);
}

function write(/** @type {string} */ file, /** @type {string} */ content) {
  fs.mkdirSync(path.dirname(inRoot(file)), { recursive: true });
  fs.writeFileSync(inRoot(file), content);
  return file;
}

function enterLayer() {
  if (layers.flat().includes(name)) return;
  layers[layer - 1]?.push(name);
  fs.writeFileSync(
    layersFile,
    `[\n${layers.map((names) => `  [${names.map((each) => JSON.stringify(each)).join(', ')}]`).join(',\n')}\n]\n`,
  );
}

function camel(/** @type {string} */ kebab) {
  return kebab.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());
}
