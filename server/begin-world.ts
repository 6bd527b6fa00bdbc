import type { App } from './app.ts';
import type { Config } from './config.ts';
import { firstSetupLink } from './features/accounts/index.ts';
import { botToolsOf, demoPassword, demoWorld, personas, seedDemo, seedToolsOf, startDemoBot } from './features/demo/index.ts';

const botPlace = { spaceId: 'demo-champions', roomId: 'demo-champions-general' };

/** Fills the hub at its first start: the demo world, or a link for the first administrator. */
export interface BegunWorld {
  /** What the terminal tells about it, once the address is known. */
  lines(url: string): Promise<string[]>;
  /** Stops the demo bot. */
  stop(): Promise<void>;
}

export async function beginWorld(app: App, config: Config): Promise<BegunWorld> {
  if (!config.demo) return { lines: (url) => setupLines(app, url), stop: async () => undefined };
  const { tools } = app.hub;
  await seedDemo({ store: tools.store, clock: tools.clock, tools: seedToolsOf(tools), world: demoWorld });
  const lesson = demoWorld.lessons.find(({ spaceId }) => spaceId === botPlace.spaceId);
  const stop =
    config.demoBot && config.demoBotDaily > 0 && lesson
      ? startDemoBot(botToolsOf(tools, { spaceId: botPlace.spaceId, isLeading: app.isLeading }), {
          roomId: botPlace.roomId,
          documentId: lesson.id,
          dailyLimit: config.demoBotDaily,
        })
      : async () => undefined;
  return { lines: async () => demoLines(), stop };
}

function demoLines(): string[] {
  const [first] = personas;
  return [
    '',
    'This is the demo: every person in it is fictional.',
    `Sign in by a click, or as ${first?.email ?? ''} with the password ${demoPassword}`,
  ];
}

async function setupLines(app: App, url: string): Promise<string[]> {
  const link = await firstSetupLink(app.open.ports, url);
  return link === undefined ? [] : ['', 'The hub has no administrator yet. This link makes the first one, once:', link];
}
