import type { Contract } from '../kernel/contract.ts';
import { accounts } from './accounts/contract.ts';
import { admin } from './admin/contract.ts';
import { audit } from './audit/contract.ts';
import { blocks } from './blocks/contract.ts';
import { chat } from './chat/contract.ts';
import { direct } from './direct/contract.ts';
import { documents } from './documents/contract.ts';
import { files } from './files/contract.ts';
import { moderation } from './moderation/contract.ts';
import { personal } from './personal/contract.ts';
import { people } from './people/contract.ts';
import { spaces } from './spaces/contract.ts';

/** Every contract of the hub, lower layers first. */
export const contracts: readonly Contract[] = [
  audit,
  people,
  accounts,
  blocks,
  spaces,
  direct,
  files,
  chat,
  personal,
  documents,
  moderation,
  admin,
];

export { contractVersion } from './contract-version.ts';
