import type { Duplex } from 'node:stream';

/** ws writes the head of a frame and its content. */
const writesOfFrame = 2;
/** Turns of one frame after which a connection is taken for calm again. */
const calmTurns = 8;

/**
 * Makes one system call of the frames that are written to a connection in one turn (the code that runs now, until it
 * is done), where ws makes one for each: ten messages to two hundred readers are two hundred calls, not two thousand.
 * In a calm room a frame leaves at once, so that the first of two hundred readers does not wait until it is written for
 * the last. Nothing waits for a timer.
 *
 * @returns what is to be called with each new connection
 */
export function createGatherer(): (connection: Duplex) => void {
  let turn = 0;
  let isCounted = false;
  let gathered: Duplex[] = [];

  function endTurn(): void {
    const leaving = gathered;
    turn += 1;
    isCounted = false;
    gathered = [];
    for (const connection of leaving) connection.uncork();
  }
  function countTurn(): void {
    if (isCounted) return;
    isCounted = true;
    process.nextTick(endTurn);
  }

  return (connection) => {
    const write = connection.write.bind(connection) as (...args: unknown[]) => boolean;
    let lastTurn = -1;
    let writes = 0;
    let busyFor = 0;
    let isGathering = false;

    function gather(): void {
      isGathering = true;
      gathered.push(connection);
      connection.cork();
    }
    function beginTurn(): void {
      lastTurn = turn;
      busyFor = writes > writesOfFrame ? calmTurns : Math.max(0, busyFor - 1);
      writes = 0;
      isGathering = false;
      if (busyFor > 0) gather();
    }
    connection.write = (...args: unknown[]) => {
      countTurn();
      if (lastTurn !== turn) beginTurn();
      writes += 1;
      if (!isGathering && writes > writesOfFrame) gather();
      return write(...args);
    };
  };
}
