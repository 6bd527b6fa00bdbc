import { files } from '#shared/features/files/contract.ts';
import { defineFeature } from '../../kernel/feature.ts';
import { directFeature } from '../direct/index.ts';
import { spacesFeature } from '../spaces/index.ts';
import { finishingPart } from './finishing.ts';
import { filesRepository } from './repository.ts';
import { servingPart } from './serving.ts';
import { sweepFiles, sweepJobKind } from './sweeping.ts';
import { uploadingPart } from './uploads.ts';

export const filesFeature = defineFeature({
  contract: files,
  service: (tools) => {
    const repository = filesRepository(tools);
    tools.jobs.handle(sweepJobKind, () => sweepFiles(tools));
    tools.jobs.repeat(sweepJobKind, '23 * * * *', 'UTC');
    return { ...uploadingPart(tools, repository), ...finishingPart(tools, repository), ...servingPart(tools, repository) };
  },
  resources: {
    /** The scope of its room, whose id it keeps: who may read the room may read its files. Until attached, its owner's alone. */
    async file(ports, id) {
      const record = await filesRepository(ports).files.get(id);
      if (!record || record.state === 'gone') return undefined;
      const room =
        (await spacesFeature.resources?.room?.(ports, record.roomId)) ?? (await directFeature.resources?.room?.(ports, record.roomId));
      const isShared = record.state === 'attached' || record.state === 'withdrawn';
      return room && { ...room, ownerId: record.ownerId, isPrivate: !isShared };
    },
  },
});

export { attachFiles, hideFiles, withdrawFiles, type ToAttach } from './attaching.ts';
