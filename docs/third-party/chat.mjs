// Opens a room, sends a message and prints what comes, with nothing but the public socket.io-client.
// node docs/third-party/chat.mjs http://127.0.0.1:3000 <bearer> <id of a room> "text"
import { randomUUID } from 'node:crypto';
import { io } from 'socket.io-client';

const [hub, token, roomId, text] = process.argv.slice(2);
const socket = io(hub, { auth: { token }, transports: ['websocket'] });

async function call(operation, input) {
  const { ok, problem } = await socket.timeout(5000).emitWithAck(operation, input);
  if (problem) throw new Error(problem.type);
  return ok;
}
socket.on('connect_error', (error) => { console.error(error.message); process.exit(1); });
const show = (events) => {
  for (const event of events) if (event.kind === 'message') console.log(`${event.seq} ${event.authorId}: ${event.text}`);
};
socket.on('chat.roomEvents', ({ events }) => show(events));
await new Promise((resolve) => socket.once('connect', resolve));
show((await call('chat.openRoom', { roomId })).items);
// Sent again under the same clientId it is still one message; the answer comes after it is stored.
console.log(`stored as ${(await call('chat.sendMessage', { roomId, clientId: randomUUID(), text })).seq}`);
setTimeout(() => socket.close(), 500);
