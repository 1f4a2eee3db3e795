/**
 * One process that is many servers: `node bench/fleet.ts PLAN_JSON`. One listener an address, loopback only. Prints
 * `ready` when all listen, and ends when its standard input does, so that it never outlives the bench.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { Answers, uuidOf } from './answers.ts';
import { addressAt, type FleetPlan, type Kind, kindAt } from './plan.ts';

/** Listeners that are made at the same time. */
const AT_ONCE = 256;
const HEAD_END = '\r\n\r\n';
const LENGTH = /\r\ncontent-length: *(\d+)/i;

const answers = { open: new Answers('open'), protected: new Answers('protected') };

function converse(socket: Socket, kind: 'open' | 'protected', uuid: string): void {
  let pending = '';
  socket.setNoDelay(true);
  // latin1 keeps one character a byte, so that lengths count bytes; requests of the bench are ASCII.
  socket.setEncoding('latin1');
  socket.on('data', (part: string) => {
    pending += part;
    for (;;) {
      const end = pending.indexOf(HEAD_END);
      if (end === -1) return;
      const head = pending.slice(0, end);
      const from = end + HEAD_END.length;
      const length = Number(LENGTH.exec(head)?.[1] ?? 0);
      if (pending.length < from + length) return;
      const [method = '', target = '/'] = head.slice(0, head.indexOf('\r\n')).split(' ', 2);
      socket.write(answers[kind].to(method, target, pending.slice(from, from + length), uuid));
      pending = pending.slice(from + length);
    }
  });
}

function serverFor(kind: Exclude<Kind, 'closed'>, place: number): Server {
  const uuid = uuidOf(place);
  return createServer((socket) => {
    // A scanner may leave at any time; what counts is whether it found the endpoint.
    socket.on('error', () => socket.destroy());
    if (kind === 'tar-pit') socket.resume();
    else converse(socket, kind, uuid);
  });
}

async function listen(plan: FleetPlan, place: number): Promise<void> {
  const kind = kindAt(plan, place);
  if (kind === 'closed') return;
  const server = serverFor(kind, place);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: addressAt(place), port: plan.port, backlog: 64 }, resolve);
  });
}

const plan = JSON.parse(process.argv[2] ?? 'null') as FleetPlan | null;
if (plan === null) throw new Error('usage: node bench/fleet.ts PLAN_JSON');
let next = 0;
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    while (next < plan.addresses) await listen(plan, next++);
  }),
);
process.stdin.resume();
process.stdin.once('end', () => process.exit(0));
process.stdout.write('ready\n');
