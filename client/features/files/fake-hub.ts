import type { Attachment } from '#shared/features/files/contract.ts';
import { createConnection } from '#client/kernel/connection.ts';
import type { Hub } from '#client/kernel/hub-client.ts';
import { manualTiming } from '#client/kernel/testing.ts';

const partBytes = 4;
/** A hub that keeps parts, and fails where the test says so; for tests. */
export function fakeHub() {
  const timing = manualTiming();
  const connection = createConnection(timing);
  const parts = new Map<string, Map<number, string>>();
  const sizes = new Map<string, number>();
  const calls: string[] = [];
  const failures = new Map<string, unknown[]>();
  const summaries = new Map<string, string>();
  const view = (fileId: string) => ({ fileId, state: 'open', partBytes, received: [...(parts.get(fileId)?.keys() ?? [])] });
  const attachment = (fileId: string): Attachment => ({
    ...{ fileId, kind: 'document', name: `${fileId}.txt`, mediaType: 'text/plain', size: sizes.get(fileId) ?? 0 },
    ...{ hasThumbnail: false, scan: 'notScanned' },
  });
  const operations: Record<string, (input: Record<string, string>, bytes: Blob | undefined) => Promise<unknown>> = {
    async startUpload({ clientId = '', size }) {
      sizes.set(clientId, Number(size));
      if (!parts.has(clientId)) parts.set(clientId, new Map());
      return view(clientId);
    },
    async putPart({ fileId = '', part }, bytes) {
      parts.get(fileId)?.set(Number(part), (await bytes?.text()) ?? '');
      return {};
    },
    getUpload: async ({ fileId = '' }) => view(fileId),
    finishUpload: async ({ fileId = '' }) => ({ ...view(fileId), state: 'ready', attachment: attachment(fileId) }),
    async describeFile({ fileId = '', summary = '' }) {
      summaries.set(fileId, summary);
      return {};
    },
    cancelUpload: async () => ({}),
  };
  const call = async (name: string, input: Record<string, string>, options: { bytes?: Blob; signal?: AbortSignal } = {}) => {
    options.signal?.throwIfAborted();
    calls.push(name === 'putPart' ? `putPart ${input['part']}` : name);
    const failure = failures.get(name)?.shift();
    if (failure !== undefined) throw failure;
    return operations[name]?.(input, options.bytes);
  };
  const hub = Object.assign(() => ({ call, on: () => () => undefined }), { connection }) as unknown as Hub;
  const content = (fileId: string) =>
    [...(parts.get(fileId) ?? [])]
      .sort(([a], [b]) => a - b)
      .map(([, text]) => text)
      .join('');
  return { hub, timing, connection, calls, failures, summaries, content };
}
