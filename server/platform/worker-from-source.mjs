// Starts a worker written in TypeScript, in development and in tests. Its file's URL is the first argument.
import { register } from 'tsx/esm/api';

register();
await import(String(process.argv[2]));
