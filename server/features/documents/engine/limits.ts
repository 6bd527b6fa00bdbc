/** Bounds of the engine that clients need not know; those they do are in shared/features/documents/wire.ts. */
export const limits = {
  /** Deepest nesting of types, and of plain values, in a lesson or tree. */
  maxDepth: 32,
  /** Deepest nesting of types in a plain document: what is written far down is told to every type above it. */
  maxPlainDepth: 200,
  /** Root types of a plain document. */
  maxRoots: 1000,
  /** Client ids with new content that one update may bring. */
  maxNewClientIds: 1000,
  /** Search for what two neighbours both follow: steps for one update, and more for each of its structs. */
  neighbourSteps: 200_000,
  neighbourStepsPerStruct: 16,
  /** Processor time to integrate one update. Honest ones take at most 0.3 ms a KiB (two cores, 2026); the rest is for slow machines and collected garbage. */
  integrationMs: 200,
  integrationMsPerKib: 1,
  /** Yjs makes 32-bit client ids. */
  maxClientId: 2 ** 32 - 1,
  /** No honest history gets near it; beyond it arithmetic on clocks could lose precision. */
  maxClock: 2 ** 40,
  /** SyncStep1 sent in answer to updates that refer to what the server lacks, per connection. */
  maxGapAnswers: 3,
  /** Refused updates after which even a client that reads refusals is closed. */
  maxRefusals: 20,
  /** Updates and bytes taken into one batch of a document. */
  batchUpdates: 2000,
  batchBytes: 8 * 1024 * 1024,
  /** A connection with more than this undecided is not read until some of it is decided. */
  undecidedUpdates: 2000,
  undecidedBytes: 2 * 1024 * 1024,
  /** Content of one log entry; MongoDB refuses documents of 16 MB. */
  entryBytes: 4 * 1024 * 1024,
  /** Entries after a snapshot above which they are merged in a thread when the document is loaded. */
  longTail: 2000,
  /** Updates and bytes after a snapshot that make a new one worth while; when nobody is there any more, a quarter. */
  snapshotUpdates: 200,
  snapshotBytes: 256 * 1024,
  /** Above either a slow reader is no longer queued for; it gets one diff when it has drained. */
  outboundBytes: 1024 * 1024,
  outboundFrames: 256,
  /** Larger frames are sent in fragments of this size, one after another, so that progress can be seen. */
  fragmentBytes: 64 * 1024,
  /** Entries in one awareness message. */
  awarenessEntries: 10_000,
  /** Awareness client ids remembered after their owner left, so that a late echo is not taken for a newcomer. */
  releasedClients: 1000,
  /** Client id owners remembered per open document. */
  knownOwners: 50_000,
} as const;

export const times = {
  /** An upgrade that is not decided by then is dropped. */
  decideMs: 10_000,
  /** A document without clients stays this long in memory. */
  unloadMs: 4000,
  /** A snapshot is made when nobody wrote for so long. */
  snapshotQuietMs: 2000,
  /** Between two snapshots of a document in which people never pause; and for each MiB of its state so much more. */
  snapshotPauseMs: 30_000,
  snapshotPausePerMiBMs: 10_000,
  /** A part of a large update whose writer died: after so long nothing follows it any more. */
  partPatienceMs: 10 * 60_000,
  /** The thread that merges ends when it was not needed for so long. */
  mergerIdleMs: 10_000,
  /** A reader from whom not a byte was taken for this long is closed. */
  drainMs: 30_000,
  sweepMs: 1000,
  /** Frames a client owes us: a pong at least this often. With the pause between two looks a silent line ends within 30 s. */
  pingMs: 10_000,
  silenceMs: 25_000,
  /** Connections are checked anew at this pace even when nobody told of a change (a session may simply end). */
  recheckMs: 60_000,
  /** Spread of the 1012 closes at a restart. */
  restartJitterMs: 3000,
  /** A full document is measured anew at most this often. */
  measurePauseMs: 10_000,
  /** The record of an edited document says when, at this pace. */
  touchMs: 10_000,
  /** A closed connection that does not answer the close handshake is cut. */
  closeMs: 3000,
} as const;
