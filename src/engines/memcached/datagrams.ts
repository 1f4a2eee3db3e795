/**
 * The text protocol over UDP: each datagram begins with 8 bytes, of which the first two name the request, the next two say which
 * datagram of the answer it is, and the two after these how many there are. They may come in any order.
 */

const HEADER = 8;
const DATAGRAMS_AT_MOST = 64;

/** Which question an answer belongs to: as hard to guess as the control is. */
function requestOf(control: unknown): number {
  return Number.parseInt(/^unl-([0-9a-f]{4})/.exec(String(control))?.[1] ?? '0', 16);
}

/** A question that fits into one datagram, and asks for nothing but itself. */
export function datagram(words: string, control: unknown): Uint8Array {
  const header = Buffer.alloc(HEADER);
  header.writeUInt16BE(requestOf(control), 0);
  header.writeUInt16BE(1, 4);
  return Buffer.concat([header, Buffer.from(`${words}\r\n`)]);
}

/** The answer out of its datagrams; undefined: some are missing. Throws a RangeError on those of another question, or of none. */
export function undatagram(received: readonly Uint8Array[], control: unknown): Uint8Array | undefined {
  const parts = new Map<number, Uint8Array>();
  let total = 0;
  for (const one of received) {
    const bytes = Buffer.from(one.buffer, one.byteOffset, one.byteLength);
    if (bytes.length <= HEADER) throw new RangeError('no datagram of memcached is so short');
    if (bytes.readUInt16BE(0) !== requestOf(control)) throw new RangeError('it answers what nobody asked');
    const place = bytes.readUInt16BE(2);
    const count = bytes.readUInt16BE(4);
    if (place >= count || count > DATAGRAMS_AT_MOST || (total !== 0 && count !== total)) {
      throw new RangeError('no answer of memcached is numbered so');
    }
    total = count;
    parts.set(place, bytes.subarray(HEADER));
  }
  if (total === 0 || parts.size < total) return undefined;
  return Buffer.concat([...parts].sort(([left], [right]) => left - right).map(([, part]) => part));
}
