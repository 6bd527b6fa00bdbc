import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** Drivers of the world outside: each is known to the adapters of its port, and to nobody else. */
const drivers = {
  regex: '^(mongoose|mongodb|ioredis|libsql|nodemailer|node:sqlite)(/|$)',
  message: 'A driver belongs in server/platform/<port>/<adapter>; a feature asks the port.',
};
const fullZod = { regex: '^zod(?!/mini$)', message: "Import * as z from 'zod/mini': the full zod weighs 93 kB in every phone." };
const betterAuth = {
  regex: '^(better-auth(/|$)|@better-auth/(?!utils)|better-call(/|$))',
  message: 'Only server/features/accounts/better-auth.ts and its adapter know better-auth.',
};
const node = { regex: '^node:', message: 'shared/ and client/ run in the browser.' };

/** The environment is read once, where each setting has a default and a sentence. */
const environment = [
  'error',
  { object: 'process', property: 'env', message: 'Only server/config.ts reads the environment; take the setting from Config.' },
];

const focused = {
  selector: 'MemberExpression[object.name=/^(describe|test|it)$/][property.name=/^(only|skip|todo|fails)$/]',
  message: 'A test runs or is not there. What needs a server says describeWith (test/support/describe-with.ts).',
};

/** @param {...object} patterns */
const forbid = (...patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });

export default tseslint.config(
  { ignores: ['dist', 'data', '.cache', 'node_modules', 'coverage', 'test-results'] },
  js.configs.recommended,
  {
    rules: {
      'max-lines': ['warn', { max: 250 }],
      'max-lines-per-function': ['warn', { max: 40, skipBlankLines: true, skipComments: true }],
      'max-params': ['warn', { max: 3 }],
      'max-depth': ['warn', { max: 3 }],
      'no-restricted-syntax': ['error', focused],
      eqeqeq: ['error', 'always'],
      'prefer-const': 'error',
      'no-var': 'error',
      // Arabic is written with combining characters: ranges of them are what its rules are about.
      'no-misleading-character-class': 'off',
      'no-control-regex': 'off',
    },
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [...tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
      'no-restricted-properties': environment,
    },
  },
  { files: ['shared/**/*.ts'], rules: forbid(drivers, betterAuth, fullZod, node) },
  { files: ['client/**/*.{ts,tsx}'], ignores: ['client/build/**'], rules: forbid(drivers, betterAuth, fullZod, node) },
  { files: ['server/**/*.ts'], rules: forbid(drivers, betterAuth) },
  {
    files: ['server/platform/*/*/**/*.ts', 'server/platform/{embedded,mongo,redis}/**/*.ts', 'server/platform/mail/compose.ts'],
    rules: forbid(betterAuth),
  },
  { files: ['server/features/accounts/better-auth.ts', 'server/features/accounts/better-auth-adapter.ts'], rules: forbid(drivers) },
  { files: ['**/*.test.{ts,tsx}', 'test/**/*.ts', 'client/build/**'], rules: { 'no-restricted-imports': 'off' } },
  {
    files: ['server/config.ts', 'scripts/**', 'test/**', '*.config.{ts,js}', '.dependency-cruiser.cjs'],
    rules: { 'no-restricted-properties': 'off' },
  },
  { files: ['test/support/describe-with.ts'], rules: { 'no-restricted-syntax': 'off' } },
  {
    // A `describe` is as long as what it describes.
    files: ['**/*.test.{ts,tsx}', 'test/**/*.ts'],
    rules: { 'max-lines-per-function': 'off', 'max-lines': ['warn', { max: 400 }] },
  },
  {
    // Hooks live in components and in files named after them; elsewhere `use` is an ordinary word.
    files: ['client/**/*.tsx', 'client/**/use-*.ts'],
    plugins: { 'react-hooks': reactHooks },
    rules: { 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'warn' },
  },
  { files: ['**/*.d.ts'], rules: { '@typescript-eslint/consistent-type-imports': 'off' } },
  {
    // Not compiled: it must run in the oldest browser that can be told to renew itself.
    files: ['client/boot.js'],
    languageOptions: {
      sourceType: 'script',
      globals: { location: 'readonly', matchMedia: 'readonly', __CATALOGUES__: 'readonly', __PAGES__: 'readonly', __TEXTS__: 'readonly' },
    },
    rules: {
      'no-var': 'off',
      'prefer-const': 'off',
      'no-empty': ['error', { allowEmptyCatch: true }],
      'no-unused-vars': ['error', { caughtErrors: 'none' }],
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'console',
          'URL',
          'setTimeout',
          'clearTimeout',
          'setInterval',
          'clearInterval',
          'Buffer',
          'fetch',
          'module',
          'require',
          '__dirname',
          'performance',
          'AbortSignal',
          'AbortController',
          'WebSocket',
          'structuredClone',
          'queueMicrotask',
          'setImmediate',
          'TextEncoder',
          'TextDecoder',
          'crypto',
          'document',
          'window',
          'navigator',
          'localStorage',
          'Intl',
          'URLSearchParams',
          'globalThis',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
);
