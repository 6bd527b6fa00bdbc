const bold = process.stderr.isTTY ? ['\u001b[1m', '\u001b[0m'] : ['', ''];

/** A line of progress. On stderr: stdout belongs to what is being run. */
export function say(/** @type {string} */ text) {
  process.stderr.write(`${bold[0]}•${bold[1]} ${text}\n`);
}

/** Says what is missing and what to do, then ends the process. */
export function giveUp(/** @type {string[]} */ ...lines) {
  process.stderr.write(`\n${lines.join('\n')}\n`);
  process.exit(1);
}

/** Seconds since `startedAt` (ms), for a person: "1.4 s". */
export function since(/** @type {number} */ startedAt) {
  return `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
}
