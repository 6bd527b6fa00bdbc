/** Collects byte strings into one buffer. Sending views would copy their whole underlying buffer each. */
export function packer(): {
  add(bytes: Uint8Array): void;
  /** How many were added; `cut` drops those added after. */
  count(): number;
  cut(count: number): void;
  finish(): ArrayBuffer | undefined;
} {
  const parts: Uint8Array[] = [];
  return {
    add: (bytes) => void parts.push(bytes),
    count: () => parts.length,
    cut: (count) => void parts.splice(count),
    finish() {
      if (parts.length === 0) return undefined;
      const all = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
      let offset = 0;
      for (const part of parts) {
        all.set(part, offset);
        offset += part.byteLength;
      }
      return all.buffer;
    },
  };
}
export type Packer = ReturnType<typeof packer>;

/** Gives the byte strings back in the order in which they were added. Copies them, so that a kept one does not keep all. */
export function unpacker(buffer: ArrayBuffer | undefined): (length: number) => Uint8Array {
  let offset = 0;
  return (length) => {
    const bytes = new Uint8Array(length);
    if (length > 0 && buffer) bytes.set(new Uint8Array(buffer, offset, length));
    offset += length;
    return bytes;
  };
}
