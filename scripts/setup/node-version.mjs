const lowest = { major: 20, minor: 19 };

/**
 * Ends the process with a plain sentence when Node is older than package.json's `engines`.
 * Called before anything newer than Node 14 is imported, so that the sentence is what an old Node shows.
 */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > lowest.major || (major === lowest.major && minor >= lowest.minor)) return;
  console.error(
    [
      `Multaqa needs Node ${lowest.major}.${lowest.minor} or newer. This is Node ${process.versions.node}`,
      `(${process.execPath}).`,
      'Install Node 22 or 24 from https://nodejs.org, or with a version manager: nvm install 22',
    ].join('\n'),
  );
  process.exit(1);
}
