import { personal } from '#shared/features/personal/contract.ts';
import { defineFeature, type Service, type Tools } from '../../kernel/feature.ts';
import { createRoomLines } from '../chat/index.ts';
import { accountStreamPart, createAccountStream } from './account-stream.ts';
import { keepingPart } from './keeping.ts';
import { marksPart, type PersonalWorld } from './marks.ts';
import { createPulses } from './pulses.ts';
import { personalRepository } from './repository.ts';
import { createStanding } from './standing.ts';

function personalService(tools: Tools<typeof personal>): Service<typeof personal> {
  const repository = personalRepository(tools);
  const lines = createRoomLines(tools);
  const stream = createAccountStream(tools);
  const standing = createStanding({ repository, lines });
  const world: PersonalWorld = { tools, repository, lines, standing, stream, pulses: createPulses(tools) };
  return { ...marksPart(world), ...keepingPart(world), ...accountStreamPart(tools, stream) };
}

export const personalFeature = defineFeature({ contract: personal, service: personalService });
export { digestAccounts } from './account-stream.ts';
export { putReadMarks } from './repository.ts';
