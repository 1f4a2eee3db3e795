import { createSocket } from 'node:dgram';
import { decode, encode, type Question } from 'dns-packet';

export interface DnsServer {
  /** `127.0.0.1:PORT`, as `systemResolver({ servers })` takes it. */
  readonly at: string;
  /** `A name`, in the order they were asked. */
  readonly questions: readonly string[];
  close(): void;
}

export type Zone = Readonly<
  Record<string, { A?: readonly string[]; AAAA?: readonly string[]; TXT?: readonly string[] }>
>;

/** A DNS server of the test's own. The zone may be changed while it runs; names that are not in it do not exist. */
export async function dnsServer(zone: Zone): Promise<DnsServer> {
  const socket = createSocket('udp4');
  const questions: string[] = [];
  socket.on('message', (message, from) => {
    const query = decode(message);
    const [question] = query.questions ?? [];
    if (!question) return;
    questions.push(`${question.type} ${question.name}`);
    const known = zone[question.name];
    const reply = encode({
      type: 'response',
      id: query.id ?? 0,
      // 3: no such name.
      flags: known ? 0 : 3,
      questions: [question],
      answers: known ? answersTo(question, known) : [],
    });
    socket.send(reply, from.port, from.address);
  });
  await new Promise<void>((resolve) => {
    socket.bind(0, '127.0.0.1', resolve);
  });
  return { at: `127.0.0.1:${socket.address().port}`, questions, close: () => socket.close() };
}

function answersTo({ type, name }: Question, known: Zone[string]) {
  if (type === 'TXT') return (known.TXT ?? []).map((data) => ({ type: 'TXT' as const, name, ttl: 1, data: [data] }));
  if (type === 'A') return (known.A ?? []).map((data) => ({ type: 'A' as const, name, ttl: 1, data }));
  if (type === 'AAAA') return (known.AAAA ?? []).map((data) => ({ type: 'AAAA' as const, name, ttl: 1, data }));
  return [];
}
