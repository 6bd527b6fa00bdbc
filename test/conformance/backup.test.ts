import { describe } from 'vitest';
import { backupConformance } from './backup.conformance.ts';
import { embeddedWorlds } from './backup-worlds.ts';
import { drivers } from './embedded-worlds.ts';

describe.each(drivers)('backup of embedded SQLite, driver %s', (driver) => backupConformance(embeddedWorlds(driver)));
