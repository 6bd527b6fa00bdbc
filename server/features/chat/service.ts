import type { chat } from '#shared/features/chat/contract.ts';
import type { Service, Tools } from '../../kernel/feature.ts';
import { createLiveRooms } from './live.ts';
import { markingPart } from './marking.ts';
import { pollsPart } from './polls.ts';
import { createProjector } from './projector.ts';
import { createReader, readingPart, type ChatWorld } from './reading.ts';
import { chatRepository } from './repository.ts';
import { searchPart } from './search.ts';
import { createWriter, writingPart } from './writing.ts';

export function chatService(tools: Tools<typeof chat>): Service<typeof chat> {
  const repository = chatRepository(tools);
  const projector = createProjector({ ports: tools, repository, logger: tools.logger });
  const world: ChatWorld = { tools, repository, projector, live: createLiveRooms(tools, repository) };
  const reader = createReader(world);
  const writer = createWriter(world, reader);
  return {
    ...readingPart(world, reader),
    ...searchPart(world, reader),
    ...writingPart(world, writer),
    ...markingPart(world, reader, writer),
    ...pollsPart(world, writer),
  };
}
