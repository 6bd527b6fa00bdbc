/** Puts an entry behind all others of a memory, and lets the oldest go where it holds more than `max`. */
export function putLast<V>(memory: Map<string, V>, [key, value]: readonly [string, V], max: number): void {
  memory.delete(key);
  memory.set(key, value);
  const oldest = memory.keys().next().value;
  if (memory.size > max && oldest !== undefined) memory.delete(oldest);
}
