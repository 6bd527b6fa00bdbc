import { writeFileSync } from 'node:fs';
import { generatedPages } from './pages.ts';

for (const [path, page] of Object.entries(generatedPages)) writeFileSync(path, page());
