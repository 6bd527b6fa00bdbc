import { Readable } from 'node:stream';
import { diskBlobs } from '#server/platform/blob/disk/blob.ts';

/* Puts one blob under a folder in a process of its own, for the test that watches its system calls. */
const blobs = await diskBlobs(process.argv[2] ?? '');
await blobs.put('a/b', Readable.from(['durable']), 100);
process.stdout.write('acknowledged\n');
