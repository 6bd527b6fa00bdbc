export { demoPassword, userIdOf } from './identity.ts';
export { personas, type Persona, type PersonaRole } from './personas.ts';
export {
  declareDemo,
  seedDemo,
  type SeedAccount,
  type SeedLesson,
  type SeedMember,
  type SeedMessage,
  type SeedRoom,
  type SeedSpace,
  type SeedTools,
} from './seed.ts';
export { botUserIds, startDemoBot, type BotTools, type HeardMessage, type LessonPen } from './bot.ts';
export { world as demoWorld } from './world/world.ts';
export type { DemoWorld, LessonBlock } from './world/types.ts';
export { botToolsOf, seedToolsOf } from './tools.ts';
