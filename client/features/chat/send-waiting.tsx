import { useChatDevice } from './use-outbox.ts';

/** Makes the outbox, which sends what waits in it; shows nothing. */
export default function SendWaiting() {
  useChatDevice();
  return null;
}
