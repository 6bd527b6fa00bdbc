import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { ariaLocales } from './client/build/aria-locales.ts';
import { catalogues } from './client/build/catalogues.ts';
import { chunkGroups } from './client/build/chunks.ts';
import { slimContracts } from './client/build/contracts.ts';
import { packed } from './client/build/packed.ts';
import { shell } from './client/build/shell.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const routesFile = path('client/app/routes.tsx');

export default defineConfig({
  root: path('client'),
  plugins: [
    ariaLocales(),
    catalogues(path('shared/i18n')),
    react(),
    slimContracts(),
    shell({ bootFile: path('client/boot.js'), routesFile }),
    packed({ routesFile }),
  ],
  resolve: {
    // Texts are compiled at build, so the formatter is joined to the parser package's half without a parser.
    alias: [{ find: /^@formatjs\/icu-messageformat-parser$/, replacement: '@formatjs/icu-messageformat-parser/no-parser.js' }],
  },
  css: { modules: { localsConvention: 'camelCaseOnly' } },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': hub(), '/socket.io': { ...hub(), ws: true }, '/collab': { ...hub(), ws: true } },
  },
  build: {
    outDir: path('dist/client'),
    emptyOutDir: true,
    target: 'es2020',
    // Older targets make the minifier rewrite logical properties by guessing the direction from `lang`.
    cssTarget: ['chrome94', 'safari15.4', 'firefox94'],
    sourcemap: 'hidden',
    // A font inlined as base64 would be paid for by those who never see its letters.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { main: path('client/index.html'), 'service-worker': path('client/service-worker.ts') },
      output: {
        codeSplitting: { groups: chunkGroups },
        entryFileNames: (chunk) => (chunk.name === 'service-worker' ? '[name].js' : 'assets/[name]-[hash].js'),
      },
    },
  },
});

function hub(): { target: string } {
  return { target: 'http://127.0.0.1:3000' };
}
