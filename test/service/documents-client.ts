import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { messageTypes, syncTypes } from '#shared/features/documents/wire.ts';

/** What the server said, in order. */
export type Said =
  | { kind: 'step1' | 'step2' | 'update' | 'awareness'; bytes: Uint8Array }
  | { kind: 'decided'; n: number }
  | { kind: 'refused'; n: number; code: number };

export interface Opening {
  url: string;
  documentId: string;
  session: string;
  query?: string;
}

function read(bytes: Uint8Array): Said {
  const decoder = decoding.createDecoder(bytes);
  const type = decoding.readVarUint(decoder);
  if (type === messageTypes.decided) return { kind: 'decided', n: decoding.readVarUint(decoder) };
  if (type === messageTypes.refused) return { kind: 'refused', n: decoding.readVarUint(decoder), code: decoding.readVarUint(decoder) };
  if (type === messageTypes.awareness) return { kind: 'awareness', bytes: decoding.readVarUint8Array(decoder) };
  const sync = decoding.readVarUint(decoder);
  const kind = sync === syncTypes.step1 ? 'step1' : sync === syncTypes.step2 ? 'step2' : 'update';
  return { kind, bytes: decoding.readVarUint8Array(decoder) };
}

/** A message as bytes: numbers as they are, byte strings with their length. */
export function message(...parts: (number | Uint8Array)[]): Uint8Array {
  const encoder = encoding.createEncoder();
  for (const part of parts) {
    if (typeof part === 'number') encoding.writeVarUint(encoder, part);
    else encoding.writeVarUint8Array(encoder, part);
  }
  return encoding.toUint8Array(encoder);
}

export function awarenessMessage(states: readonly { clientId: number; clock: number; state: string }[]): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, states.length);
  for (const { clientId, clock, state } of states) {
    encoding.writeVarUint(encoder, clientId);
    encoding.writeVarUint(encoder, clock);
    encoding.writeVarString(encoder, state);
  }
  return message(messageTypes.awareness, encoding.toUint8Array(encoder));
}

export function statesIn(bytes: Uint8Array): Map<number, unknown> {
  const decoder = decoding.createDecoder(bytes);
  const count = decoding.readVarUint(decoder);
  const states = new Map<number, unknown>();
  for (let i = 0; i < count; i += 1) {
    const clientId = decoding.readVarUint(decoder);
    decoding.readVarUint(decoder);
    states.set(clientId, JSON.parse(decoding.readVarString(decoder)));
  }
  return states;
}

/** Two items that each name the other as what they follow: everything referred to is there, and neither can ever be placed. */
export function circularUpdate(): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, 2);
  for (const [client, other] of [
    [9, 8],
    [8, 9],
  ] as const) {
    for (const number of [1, client, 0]) encoding.writeVarUint(encoder, number);
    encoding.writeUint8(encoder, 4 | 0x80);
    for (const number of [other, 0]) encoding.writeVarUint(encoder, number);
    encoding.writeVarString(encoder, 'x');
  }
  encoding.writeVarUint(encoder, 0);
  return encoding.toUint8Array(encoder);
}

/** A hand-made client: says exactly what a test wants, keeps a document of what it hears, notes everything in order. */
export class TestClient {
  readonly doc = new Y.Doc();
  readonly socket: WebSocket;
  readonly said: Said[] = [];
  readonly states = new Map<number, unknown>();
  closeCode: number | undefined;
  /** Off: leaves the server's questions to the test. */
  answersStep1 = true;
  /** Updates sent: SyncStep2 and Update alike. */
  sent = 0;
  readonly #waiting = new Set<() => void>();

  constructor({ url, documentId, session, query = '' }: Opening) {
    this.socket = new WebSocket(`${url}/collab/${documentId}?token=${session}${query && `&${query}`}`);
    this.socket.on('error', () => undefined);
    this.socket.on('message', (data: Buffer) => this.#hear(read(new Uint8Array(data))));
    this.socket.on('close', (code) => {
      this.closeCode = code;
      this.#wake();
    });
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== this) this.sendUpdate(update);
    });
  }

  /** Open, and in step with the server. */
  static async open(opening: Opening): Promise<TestClient> {
    const client = new TestClient(opening);
    await client.opened();
    client.sendStep1();
    await client.until(() => client.said.some(({ kind }) => kind === 'step2'));
    return client;
  }

  async opened(): Promise<void> {
    if (this.socket.readyState === WebSocket.OPEN) return;
    await new Promise<void>((resolve, reject) => {
      this.socket.once('open', resolve);
      this.socket.once('close', () => reject(new Error('closed before it was open')));
    });
  }

  sendStep1(): void {
    this.send(message(messageTypes.sync, syncTypes.step1, Y.encodeStateVector(this.doc)));
  }
  sendStep2(update = Y.encodeStateAsUpdate(this.doc)): number {
    this.send(message(messageTypes.sync, syncTypes.step2, update));
    return (this.sent += 1);
  }
  /** @returns its number on this connection */
  sendUpdate(update: Uint8Array): number {
    this.send(message(messageTypes.sync, syncTypes.update, update));
    return (this.sent += 1);
  }
  send(bytes: Uint8Array | string): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(bytes);
  }

  get text(): string {
    return this.doc.getText('text').toString();
  }
  get decided(): number {
    return Math.max(0, ...this.said.map((said) => (said.kind === 'decided' ? said.n : 0)));
  }
  get refusals(): { n: number; code: number }[] {
    return this.said.flatMap((said) => (said.kind === 'refused' ? [{ n: said.n, code: said.code }] : []));
  }

  /** Resolves as soon as it holds; asked again after everything heard. */
  async until(holds: () => boolean, ms = 10_000): Promise<void> {
    if (holds()) return;
    await new Promise<void>((resolve, reject) => {
      const check = (): void => {
        if (!holds()) return;
        clearTimeout(timer);
        this.#waiting.delete(check);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(check);
        const heard = this.said
          .slice(-10)
          .map((said) => ('bytes' in said ? `${said.kind} ${said.bytes.byteLength}` : JSON.stringify(said)));
        reject(new Error(`waited in vain; closed with ${this.closeCode}, heard ${heard.join(', ')}`));
      }, ms);
      this.#waiting.add(check);
      this.doc.on('afterAllTransactions', check);
    });
  }
  async closed(): Promise<number> {
    await this.until(() => this.closeCode !== undefined);
    return this.closeCode ?? 0;
  }
  async leave(): Promise<void> {
    this.socket.close();
    await this.closed();
  }

  #hear(said: Said): void {
    this.said.push(said);
    if (said.kind === 'step1' && this.answersStep1) this.sendStep2(Y.encodeStateAsUpdate(this.doc, said.bytes));
    if (said.kind === 'step2' || said.kind === 'update') Y.applyUpdate(this.doc, said.bytes, this);
    if (said.kind === 'awareness') for (const [clientId, state] of statesIn(said.bytes)) this.states.set(clientId, state);
    this.#wake();
  }
  #wake(): void {
    for (const check of [...this.#waiting]) check();
  }
}
