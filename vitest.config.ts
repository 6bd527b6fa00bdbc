import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

const second = 1_000;

interface Kind {
  /** Patterns of test files. */
  include: string[];
  /** Seconds for one test; hooks that start servers get at least 60. */
  timeout: number;
  /** Test files at once: 1 where tests measure time, or start several processes each. */
  workers: number;
  /** Kinds of one turn run together, and share `workers`. */
  turn: number;
}

/** Two cores, fifteen minutes, nothing flaky: what is heavy runs alone, after what is light. */
const kinds: Record<string, Kind> = {
  unit: { include: ['{shared,server,client,scripts}/**/*.test.{ts,tsx}'], timeout: 10, workers: 2, turn: 0 },
  guards: { include: ['test/guards/**/*.test.ts'], timeout: 60, workers: 2, turn: 0 },
  conformance: { include: ['test/conformance/**/*.test.ts'], timeout: 60, workers: 2, turn: 1 },
  service: { include: ['test/service/**/*.test.ts'], timeout: 60, workers: 2, turn: 1 },
  fuzz: { include: ['test/fuzz/**/*.test.ts'], timeout: 180, workers: 1, turn: 2 },
  cluster: { include: ['test/cluster/**/*.test.ts'], timeout: 120, workers: 1, turn: 2 },
  e2e: { include: ['test/e2e/**/*.test.ts'], timeout: 180, workers: 1, turn: 3 },
};

/** The long scenarios in full, by `npm run soak` only. */
const soak: Kind = {
  include: [
    'test/fuzz/**/*.test.ts',
    'test/cluster/document-*.test.ts',
    'test/service/documents-large.test.ts',
    'test/e2e/{crawler,kill-loop,kill-editors,restore-drill}.e2e.test.ts',
    'test/soak/**/*.test.ts',
  ],
  timeout: 3_600,
  workers: 1,
  turn: 4,
};

const asked = process.env.MULTAQA_SOAK === '1' ? { soak } : kinds;

function project(name: string, kind: Kind): TestProjectInlineConfiguration {
  return {
    extends: true,
    test: {
      name,
      include: kind.include,
      testTimeout: kind.timeout * second,
      hookTimeout: Math.max(60, kind.timeout) * second,
      maxWorkers: kind.workers,
      sequence: { groupOrder: kind.turn },
    },
  };
}

export default defineConfig({
  cacheDir: '.cache/vite',
  test: {
    environment: 'node',
    // Processes, not threads: libsql and argon2 are native, and a test may end its process.
    pool: 'forks',
    css: { modules: { classNameStrategy: 'non-scoped' } },
    reporters: ['default', './scripts/setup/summary-reporter.mjs'],
    retry: 0,
    projects: Object.entries(asked).map(([name, kind]) => project(name, kind)),
  },
});
