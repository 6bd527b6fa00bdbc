import * as z from 'zod/mini';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { defineContract } from '#shared/kernel/contract.ts';
import { defineFeature } from '#server/kernel/feature.ts';
import { can } from '#shared/access/can.ts';
import { commonError } from '#shared/kernel/errors.ts';

const nothing = z.object({});

/** A feature that is nothing but the kernel's abilities. */
export const fake = defineContract({
  name: 'fake',
  operations: {
    read: {
      http: 'GET /fakes/:spaceId',
      socket: true,
      on: 'space',
      can: 'space.read',
      input: z.strictObject({ spaceId: z.string() }),
      output: z.object({ text: z.string() }),
    },
    follow: {
      http: 'POST /fakes/:spaceId/following',
      socket: true,
      on: 'space',
      can: 'space.listMembers',
      input: z.strictObject({ spaceId: z.string() }),
      output: nothing,
    },
    say: {
      http: 'POST /fakes/:spaceId',
      socket: true,
      on: 'space',
      can: 'space.createDocument',
      input: z.strictObject({ spaceId: z.string(), text: z.string() }),
      output: z.object({ text: z.string() }),
      audit: ['text'],
    },
    list: { http: 'GET /fakes', on: 'hub', can: 'hub.read', input: z.strictObject({}), output: z.object({ items: z.array(z.string()) }) },
    upload: {
      http: 'POST /fakes/:spaceId/file',
      on: 'space',
      can: 'space.createDocument',
      stream: 'upload',
      maxBytes: 1_000_000,
      input: z.strictObject({ spaceId: z.string() }),
      output: z.object({ bytes: z.int() }),
    },
    download: {
      http: 'GET /fakes/:spaceId/file',
      on: 'space',
      can: 'space.read',
      stream: 'download',
      input: z.strictObject({ spaceId: z.string() }),
      output: nothing,
    },
    play: {
      http: 'GET /fakes/:spaceId/media',
      on: 'space',
      can: 'space.read',
      stream: 'download',
      input: z.strictObject({ spaceId: z.string() }),
      output: nothing,
    },
    confirm: {
      http: 'POST /fakes/:spaceId/fresh',
      on: 'space',
      can: 'space.read',
      fresh: true,
      input: z.strictObject({ spaceId: z.string() }),
      output: nothing,
    },
    agree: {
      http: 'POST /fakes/:spaceId/agreed',
      on: 'space',
      can: 'space.read',
      fresh: true,
      twoPerson: true,
      input: z.strictObject({ spaceId: z.string(), text: z.string() }),
      output: z.object({ text: z.string() }),
    },
    limited: {
      http: 'POST /fakes/:spaceId/limited',
      on: 'space',
      can: 'space.read',
      limit: { points: 2, perSeconds: 60 },
      input: z.strictObject({ spaceId: z.string() }),
      output: nothing,
    },
    leak: {
      http: 'GET /fakes/:spaceId/leak',
      on: 'space',
      can: 'space.read',
      input: z.strictObject({ spaceId: z.string() }),
      output: z.object({ text: z.string() }),
    },
    crash: {
      http: 'GET /fakes/:spaceId/crash',
      on: 'space',
      can: 'space.read',
      input: z.strictObject({ spaceId: z.string() }),
      output: nothing,
    },
    open: {
      http: 'GET /open-fake',
      public: 'Everybody may.',
      on: 'hub',
      can: 'hub.see',
      input: z.strictObject({}),
      output: z.object({ who: z.string() }),
    },
  },
  events: { said: z.object({ text: z.string() }) },
  errors: { held: { status: 423 } },
});

/** Spaces of the fake world: visibility by id. */
const spaces = { open: 'open', listed: 'listed', hidden: 'hidden' } as const;

export const fakeFeature = defineFeature({
  contract: fake,
  resources: {
    space: async (_ports, id) =>
      Object.hasOwn(spaces, id) ? { id, spaceId: id, visibility: spaces[id as keyof typeof spaces] } : undefined,
  },
  beforeAccept: (_ctx, operation, input) => {
    // As the guard will: refuse what must not be put before others.
    if (operation === 'fake.say' && (input as { text: string }).text.includes('forbidden')) throw commonError('forbidden');
  },
  service: ({ publish }) => ({
    read: async (_ctx, { spaceId }) => ({ text: spaceId }),
    follow: async (ctx, { spaceId }) => {
      ctx.connection?.follow(`space:${spaceId}`);
      return {};
    },
    say: async (ctx, { spaceId, text }) => {
      if (text === 'held') throw ctx.fail('held');
      publish('said', `space:${spaceId}`, Object.assign({ text }, { secret: 'never told' }));
      return { text };
    },
    list: async (ctx) => ({
      items: Object.entries(spaces)
        .filter(([id, visibility]) => can(ctx.actor, 'space.see', { id, spaceId: id, visibility }))
        .map(([id]) => id),
    }),
    upload: async (ctx) => ({ bytes: ctx.upload ? (await buffer(ctx.upload)).length : -1 }),
    download: async () => ({ content: Readable.from(['abc']), mediaType: 'application/octet-stream', fileName: 'تقرير.bin', size: 3 }),
    play: async () => ({
      content: async ({ start, end }) => Readable.from(['0123456789'.slice(start, end)]),
      mediaType: 'audio/mpeg',
      fileName: "l'été (1).mp3",
      size: 10,
      isInline: true,
      entityTag: 'these-ten',
    }),
    confirm: async () => ({}),
    agree: async (_ctx, { text }) => ({ text }),
    limited: async () => ({}),
    leak: async () => Object.assign({ text: 'seen' }, { password: 'never told' }),
    crash: async () => {
      throw new Error('a bug with a secret in its text');
    },
    open: async (ctx) => ({ who: ctx.actor?.userId ?? 'visitor' }),
  }),
});
