// Writes a line into a document and prints what stands in it, with nothing but the public y-websocket provider.
// node docs/third-party/co-edit.mjs http://127.0.0.1:3000 <bearer> <id of a document of kind "plain"> "text"
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';

const [hub, token, documentId, line] = process.argv.slice(2);
const doc = new Y.Doc();
const provider = new WebsocketProvider(`${hub.replace('http', 'ws')}/collab`, documentId, doc, {
  WebSocketPolyfill: WebSocket, params: { token }, disableBc: true,
});
provider.on('closed', ({ code }) => { console.error(`refused with ${code}`); process.exit(1); });
provider.once('sync', () => {
  const text = doc.getText('text');
  text.insert(text.length, `${line}\n`);
  console.log(text.toString());
  // The provider knows no acknowledgement; with `?ack=1` the hub tells what is stored (docs/spec/documents.md).
  setTimeout(() => { provider.destroy(); doc.destroy(); }, 500);
});
