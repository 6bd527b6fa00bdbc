// For peers/chat-bench.mjs: raw frames of our own wire.
import { roomId, tokenOf } from './tokens.mjs';

const run = Date.now().toString(36);
let port = 0;

export async function prepare(/** @type {{ port: number }} */ options) {
  port = options.port;
}
export const handshake = (/** @type {number} */ i) => ({
  url: `ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`,
  auth: { token: tokenOf(i) },
});
export const join = `421["chat.openRoom",{"roomId":"${roomId}"}]`;
export const message = (/** @type {number} */ id, /** @type {string} */ pad) =>
  `42["chat.sendMessage",{"roomId":"${roomId}","clientId":"bench-${run}-${id}","text":"${id}|${pad}"}]`;
export const idOf = (/** @type {string} */ text) => {
  const found = text.startsWith('42["chat.roomEvents"') ? /"text":"(\d+)\|/.exec(text) : null;
  return found ? Number(found[1]) : NaN;
};
