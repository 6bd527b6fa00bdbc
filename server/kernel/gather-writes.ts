import type { Duplex } from 'node:stream';

/**
 * Makes one system call of what is written to a connection in one turn, where ws makes one for each frame: ten messages
 * to two hundred readers are two hundred calls, not two thousand. What is written first waits for no timer, only for
 * the code that is running.
 */
export function gatherWrites(connection: Duplex): void {
  const write = connection.write.bind(connection) as (...args: unknown[]) => boolean;
  let isGathering = false;
  function flush(): void {
    isGathering = false;
    connection.uncork();
  }
  connection.write = (...args: unknown[]) => {
    if (!isGathering) {
      isGathering = true;
      connection.cork();
      process.nextTick(flush);
    }
    return write(...args);
  };
}
