import { conversations, deeds } from './deeds.ts';
import { institutions } from './institutions.ts';
import { biometrics } from './lesson-biometrics.ts';
import { listening } from './lesson-listening.ts';
import { reception } from './lesson-reception.ts';
import { peopleOfMena } from './people-mena.ts';
import { peopleOfCentralAsia, teamAndGuests } from './people-others.ts';
import { networks, spaces } from './spaces.ts';
import { caseGeneral, caseLanguages } from './talk-case.ts';
import { championsDrafting, championsNews } from './talk-champions-drafting.ts';
import { championsGeneral } from './talk-champions-general.ts';
import { cyberTrainers, ilp } from './talk-cyber.ts';
import { menaBorder, menaGeneral } from './talk-mena.ts';
import { board, mentoring } from './talk-mena-closed.ts';
import { quality } from './talk-quality.ts';
import type { DemoWorld } from './types.ts';

/** The fictional world of the demo: invented people, whose surroundings come from public documents. */
export const world: DemoWorld = {
  people: [...peopleOfMena, ...peopleOfCentralAsia, ...teamAndGuests],
  institutions,
  networks,
  spaces,
  talks: [
    championsGeneral,
    championsDrafting,
    championsNews,
    menaGeneral,
    menaBorder,
    board,
    mentoring,
    caseGeneral,
    caseLanguages,
    cyberTrainers,
    ilp,
    quality,
  ],
  deeds,
  conversations,
  lessons: [listening, reception, biometrics],
};
