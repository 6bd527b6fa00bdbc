import type { Json } from '#shared/kernel/json.ts';
import type { Clock } from '../../clock/port.ts';
import type { ReportFault } from '../../fault.ts';
import type { RedisLink } from '../../redis/connect.ts';
import { createListeners, encodeMessage } from '../listeners.ts';
import type { Bus } from '../port.ts';

/*
 * All messages of a hub pass one Redis channel as `<channel>\n<JSON>`: a node hears everything from its start on, so
 * there is no moment between asking for a channel and hearing it. What nobody here listens to is dropped before parsing.
 * A line end alone says "something was lost": every node then catches up from the log.
 */
const gap = '\n';

/** Publications without an answer; beyond it messages are lost rather than kept. */
const maxInFlight = 5_000;
const retryGapMs = 1_000;

export interface RedisBusOptions {
  link: RedisLink;
  clock: Clock;
  report: ReportFault;
  /** Parts hubs that share one Redis. Default `hub`. */
  prefix?: string;
}

/** Fan-out over Redis. Never throws and never waits for Redis. */
export function redisBus({ link, clock, report, prefix = 'hub' }: RedisBusOptions): Bus {
  const { commands, subscriber } = link;
  const wire = `${prefix}:bus`;
  const listeners = createListeners(report);
  let isListening = false;
  let isClosed = false;
  let hasLost = false;
  let inFlight = 0;

  function send(text: string): void {
    if (commands.status !== 'ready' || inFlight >= maxInFlight) {
      hasLost = true;
      return;
    }
    inFlight += 1;
    commands
      .publish(wire, text)
      .catch(() => {
        hasLost = true;
      })
      .finally(() => {
        inFlight -= 1;
      });
  }
  /** The others cannot know what this node failed to say: it tells them so as soon as it can. */
  function tellGap(): void {
    if (!hasLost || commands.status !== 'ready') return;
    hasLost = false;
    send(gap);
  }
  async function listen(): Promise<void> {
    try {
      await subscriber.subscribe(wire);
      isListening = true;
      listeners.reconnected();
    } catch (error) {
      report('bus.subscribe', error);
      if (!isClosed) subscriber.disconnect(true);
    }
  }
  function hear(text: string): void {
    if (text === gap) return listeners.reconnected();
    const at = text.indexOf('\n');
    const channel = text.slice(0, at);
    if (at < 1 || !listeners.has(channel)) return;
    try {
      const message: Json = JSON.parse(text.slice(at + 1));
      listeners.deliver(channel, message);
    } catch (error) {
      report('bus.malformed', error);
    }
  }

  const onMessage = (_: string, text: string): void => hear(text);
  const onReady = (): void => void listen();
  const onClose = (): void => {
    isListening = false;
  };
  subscriber.on('message', onMessage).on('ready', onReady).on('close', onClose);
  commands.on('ready', tellGap);
  const stopTelling = clock.every(retryGapMs, tellGap);
  if (subscriber.status === 'ready') onReady();

  return {
    publish(channel, message) {
      if (isClosed) return;
      const text = encodeMessage(channel, message, report);
      if (text !== undefined) send(`${channel}\n${text}`);
    },
    subscribe: (channel, listener) => listeners.add(channel, listener),
    get connected() {
      return !isClosed && isListening && commands.status === 'ready';
    },
    onReconnect: (listener) => listeners.addReconnect(listener),
    async close() {
      isClosed = true;
      stopTelling();
      subscriber.off('message', onMessage).off('ready', onReady).off('close', onClose);
      commands.off('ready', tellGap);
      listeners.clear();
      // The link may be gone already; with it went the subscription.
      await subscriber.unsubscribe(wire).catch(() => undefined);
    },
  };
}
