const mappedIpv4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
const networkHextets = 4;

/**
 * What limits count by: an IPv4 address, or the /64 an IPv6 address lies in. One subscriber holds a whole /64, so counting
 * by single addresses would give each caller as many tries as she likes (RFC 6177).
 */
export function networkOf(address: string): string {
  const ipv4 = mappedIpv4.exec(address)?.[1];
  if (ipv4 !== undefined) return ipv4;
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('%')[0]!.split('::');
  const before = head.split(':').filter(Boolean);
  const after = (tail ?? '').split(':').filter(Boolean);
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const hextets = [...before, ...Array.from({ length: zeros }, () => '0'), ...after];
  return `${hextets
    .slice(0, networkHextets)
    .map((hextet) => hextet.replace(/^0+(?=.)/, '').toLowerCase())
    .join(':')}::/64`;
}
