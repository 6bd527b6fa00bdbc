import { beforeEach, expect, test } from 'vitest';
import { HubError } from '#shared/kernel/errors.ts';
import { createRoomStates } from './room-states.ts';
import { fakePersonalHub, readEvent, roomState, settled, type FakePersonalHub } from './fake-personal-hub.ts';

let world: FakePersonalHub;
let rooms: ReturnType<typeof createRoomStates>;
/** What the hub would say of each room now. */
let truth: Map<string, ReturnType<typeof roomState>>;
let accountHead: number;

beforeEach(async () => {
  world = fakePersonalHub();
  truth = new Map([
    ['general', roomState('general')],
    ['training', roomState('training', { head: 7, mark: 4, unread: 3, mentions: 1, firstUnread: 5 })],
  ]);
  accountHead = 40;
  world.answers['personal.listRooms'] = () => ({ rooms: [...truth.values()], accountHead });
  world.answers['personal.getRoomState'] = ({ roomId }: { roomId: string }) => truth.get(roomId);
  world.answers['personal.markRead'] = ({ roomId, upTo }: { roomId: string; upTo: number }) => {
    const before = truth.get(roomId)!;
    const { firstUnread: _none, ...rest } = before;
    truth.set(roomId, { ...rest, mark: upTo, unread: Math.max(0, before.head - upTo), mentions: 0 });
    return truth.get(roomId);
  };
  rooms = createRoomStates(world);
  world.connect(false);
  await settled();
});

const said = (roomId: string) => rooms.all()?.get(roomId);
const move = (roomId: string, more: object) => {
  truth.set(roomId, { ...truth.get(roomId)!, ...more });
  world.tell('personal.pulse', { roomId, head: truth.get(roomId)!.head });
};

test('[PE11] it shows what the hub computed, rooms she has muted apart', async () => {
  expect(said('training')).toMatchObject({ unread: 3, mentions: 1 });
  expect(rooms.totals()).toEqual({ rooms: 1, mentions: 1, conversations: 0, threads: 0 });
  truth.set('training', { ...truth.get('training')!, notices: 'none' });
  truth.set('dc1', (({ spaceId: _none, ...direct }) => direct)(roomState('dc1', { unread: 1 })));
  world.tell('direct.changed', { roomId: 'dc1' });
  await world.pass(2_500);
  expect(rooms.totals()).toEqual({ rooms: 0, mentions: 0, conversations: 1, threads: 0 });
});

test('[PE11] many pulses of a room are one question in two seconds, and the badge is what the hub says', async () => {
  for (let head = 11; head <= 30; head += 1) move('general', { head, unread: head - 10 });
  await world.pass(100);
  expect(said('general')?.unread).toBe(20);
  for (let head = 31; head <= 60; head += 1) move('general', { head, unread: 33 });
  await world.pass(1_000);
  expect(world.called('personal.getRoomState')).toBe(1);
  await world.pass(1_500);
  expect(world.called('personal.getRoomState')).toBe(2);
  expect(said('general')?.unread).toBe(33);
});

test('[PE11] a pulse of what is known already asks nothing; one of an unknown room asks for the list', async () => {
  world.tell('personal.pulse', { roomId: 'general', head: 10 });
  await world.pass(3_000);
  expect(world.calls.map(({ name }) => name)).toEqual(['personal.listRooms']);
  truth.set('new', roomState('new', { unread: 2 }));
  world.tell('personal.pulse', { roomId: 'new', head: 10 });
  await world.pass(3_000);
  expect(said('new')?.unread).toBe(2);
});

test('[PE11] pulses of many rooms become one list', async () => {
  for (let count = 0; count < 60; count += 1) truth.set(`r${count}`, roomState(`r${count}`));
  world.tell('spaces.changed', { spaceId: 'champions' });
  await world.pass(3_000);
  for (let count = 0; count < 60; count += 1) move(`r${count}`, { head: 11, unread: 1 });
  await world.pass(5_000);
  expect(world.called('personal.getRoomState')).toBeLessThan(25);
  expect(rooms.totals().rooms).toBe(61);
});

test('[PE11] a room that is read at its end is asked about only when its marks do not tell', async () => {
  const leave = rooms.attend('general');
  move('general', { head: 11, unread: 1 });
  await world.pass(3_000);
  rooms.markRead('general', 11);
  await world.pass(100);
  await world.pass(20_000);
  expect(world.called('personal.getRoomState')).toBe(0);
  // A reply in a thread raises the head and no line of the room.
  move('general', { head: 12, threads: [{ root: 3, unread: 1, mark: 0 }] });
  await world.pass(11_000);
  expect(said('general')?.threads).toHaveLength(1);
  move('general', { head: 13, unread: 1 });
  leave();
  await world.pass(2_000);
  expect(said('general')?.unread).toBe(1);
  await world.pass(5_000);
  move('general', { head: 14, unread: 2 });
  await world.pass(500);
  expect(said('general')?.unread).toBe(2);
});

test('[PE11] an answer that was long on its way does not undo a later one', async () => {
  let answer = (): void => undefined;
  const old = { rooms: [...truth.values()], accountHead };
  world.answers['personal.listRooms'] = () => new Promise((resolve) => (answer = () => resolve(old)));
  world.tell('spaces.changed', { spaceId: 'champions' });
  await world.pass(2_500);
  move('general', { head: 12, unread: 2 });
  await world.pass(100);
  answer();
  await settled();
  expect(said('general')?.unread).toBe(2);
});

test('[PE12] a mark moved on another device clears the badge at once', async () => {
  expect(said('training')?.unread).toBe(3);
  world.tell('personal.told', { seq: 41, event: readEvent('training', 7) });
  expect(said('training')).toMatchObject({ unread: 0, mentions: 0, mark: 7 });
  expect(said('training')).not.toHaveProperty('firstUnread');
  await world.pass(5_000);
  expect(world.called('personal.getRoomState')).toBe(0);
});

test('[PE12] a mark moved back on another device is asked about', async () => {
  truth.set('general', { ...truth.get('general')!, mark: 4, unread: 6 });
  world.tell('personal.told', { seq: 41, event: readEvent('general', 4) });
  await world.pass(100);
  expect(said('general')?.unread).toBe(6);
});

test('[PE10] a hole in the account is asked for, and told in order', async () => {
  const heard: string[] = [];
  rooms.onAccountEvent((event) => heard.push(event.kind === 'draft' ? event.place : event.kind));
  world.answers['personal.syncAccount'] = ({ after }: { after: number }) => {
    expect(after).toBe(40);
    return {
      events: [
        { seq: 41, event: { kind: 'draft', place: 'room:general', revision: 1 } },
        { seq: 42, event: readEvent('training', 7) },
        { seq: 43, event: { kind: 'draft', place: 'room:training', revision: 1 } },
      ],
      head: 43,
      isReset: false,
    };
  };
  world.tell('personal.told', { seq: 43, event: { kind: 'draft', place: 'room:training', revision: 1 } });
  await settled();
  expect(heard).toEqual(['room:general', 'read', 'room:training']);
  expect(said('training')?.unread).toBe(0);
  world.tell('personal.told', { seq: 43, event: { kind: 'draft', place: 'room:training', revision: 1 } });
  expect(heard).toHaveLength(3);
});

test('[PE10] a head that is ahead is asked for; one that says too much was missed asks for all', async () => {
  world.answers['personal.syncAccount'] = () => ({ events: [], head: 900, isReset: true });
  truth.set('training', { ...truth.get('training')!, mark: 7, unread: 0, mentions: 0 });
  accountHead = 900;
  world.tell('personal.accountHead', { head: 900 });
  await world.pass(2_500);
  expect(world.called('personal.syncAccount')).toBe(1);
  expect(world.called('personal.listRooms')).toBe(2);
  expect(rooms.totals().rooms).toBe(0);
  world.tell('personal.accountHead', { head: 900 });
  await world.pass(2_500);
  expect(world.called('personal.listRooms')).toBe(2);
});

test('[PE11] after a cut all rooms are asked for again, and what the account missed', async () => {
  const heard: string[] = [];
  rooms.onAccountEvent(({ kind }) => heard.push(kind));
  world.answers['personal.syncAccount'] = () => ({
    events: [{ seq: 41, event: { kind: 'bookmark', roomId: 'general', seq: 3, isOn: true } }],
    head: 41,
    isReset: false,
  });
  world.cut();
  truth.set('general', { ...truth.get('general')!, head: 15, unread: 5 });
  accountHead = 41;
  await world.pass(30_000);
  expect(said('general')?.unread).toBe(0);
  world.connect(true);
  await settled();
  expect(said('general')?.unread).toBe(5);
  expect(heard).toEqual(['bookmark']);
});

test('[PE11] many changes of spaces are one list', async () => {
  for (let count = 0; count < 10; count += 1) world.tell('spaces.changed', { spaceId: 'champions' });
  await world.pass(2_500);
  expect(world.called('personal.listRooms')).toBe(2);
});

test('[PE12] reading shows at once, is told once a second, and the last mark wins', async () => {
  rooms.markRead('training', 5);
  await settled();
  for (const upTo of [6, 7]) rooms.markRead('training', upTo);
  expect(said('training')).toMatchObject({ unread: 0, mentions: 0 });
  await world.pass(0);
  expect(world.called('personal.markRead')).toBe(1);
  await world.pass(1_000);
  await world.pass(1_000);
  expect(world.calls.filter(({ name }) => name === 'personal.markRead').map(({ input }) => input)).toEqual([
    { roomId: 'training', upTo: 7 },
  ]);
  rooms.markRead('training', 7);
  await world.pass(3_000);
  expect(world.called('personal.markRead')).toBe(1);
});

test('[PE12] what was read without a line is told when there is one again', async () => {
  world.cut();
  rooms.markRead('training', 7);
  await world.pass(60_000);
  expect(said('training')?.unread).toBe(0);
  expect(truth.get('training')?.unread).toBe(3);
  world.connect(true);
  await world.pass(100);
  expect(truth.get('training')?.mark).toBe(7);
  expect(said('training')?.unread).toBe(0);
});

test('[PE12] a mark the hub refuses is taken back, one it is too busy for is told later', async () => {
  const mark = world.answers['personal.markRead']!;
  world.answers['personal.markRead'] = () => {
    throw new HubError('common/rateLimited', 429, {});
  };
  rooms.markRead('training', 7);
  await world.pass(100);
  world.answers['personal.markRead'] = mark;
  await world.pass(6_000);
  expect(truth.get('training')?.mark).toBe(7);
  truth.set('general', roomState('general', { unread: 2 }));
  world.tell('spaces.changed', { spaceId: 'champions' });
  await world.pass(2_500);
  world.answers['personal.markRead'] = () => {
    throw new HubError('personal/beyondHead', 422, {});
  };
  rooms.markRead('general', 99);
  expect(said('general')?.unread).toBe(0);
  await world.pass(100);
  expect(said('general')?.unread).toBe(2);
});

test('unread from a message on is what the hub answers, and no news', async () => {
  const news: string[] = [];
  rooms.onNews(({ now }) => news.push(now.roomId));
  world.answers['personal.markUnread'] = () => roomState('general', { mark: 6, unread: 4, firstUnread: 7 });
  await rooms.markUnread('general', 7);
  expect(said('general')).toMatchObject({ unread: 4, firstUnread: 7 });
  expect(news).toEqual([]);
});

test('more unread is news, but not of the room she is reading', async () => {
  const news: string[] = [];
  rooms.onNews(({ now }) => news.push(now.roomId));
  rooms.attend('general');
  move('training', { head: 8, unread: 4 });
  move('general', { head: 11, unread: 1 });
  await world.pass(12_000);
  expect(news).toEqual(['training']);
});

test('a room she may not read any more is gone', async () => {
  world.answers['personal.getRoomState'] = () => {
    throw new HubError('common/notFound', 404, {});
  };
  world.tell('personal.pulse', { roomId: 'training', head: 8 });
  await world.pass(100);
  expect(said('training')).toBeUndefined();
  expect(rooms.totals().rooms).toBe(0);
});

test('closed, it asks and hears nothing more', async () => {
  rooms.close();
  world.tell('spaces.changed', { spaceId: 'champions' });
  move('general', { head: 11, unread: 1 });
  world.connect(true);
  await world.pass(60_000);
  expect(world.calls).toHaveLength(1);
  expect(world.timing.waiting()).toBe(0);
});
