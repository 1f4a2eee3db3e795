import { describe, expect, it } from 'vitest';
import { createRoom } from '../../../src/net/index.ts';
import { get, lineTo } from '../../kit/line.ts';
import { web } from '../../kit/servers.ts';

const MEGABYTE = 1024 * 1024;

/** A body that notes when it has to wait and when it may go on. */
function body(room: ReturnType<typeof createRoom>) {
  const place = room.enter();
  const told: string[] = [];
  return {
    told,
    leave: () => place.leave(),
    take: (bytes: number) =>
      place.take(
        bytes,
        () => told.push('wait'),
        () => told.push('go'),
      ),
  };
}

const soon = () => new Promise((resolve) => setImmediate(resolve));

describe('the room for bodies', () => {
  it('is swept when much of what was large has left, and not for what was small', async () => {
    let swept = 0;
    const room = createRoom(100 * MEGABYTE, () => (swept += 1));
    const pass = (bytes: number) => {
      const one = body(room);
      one.take(bytes);
      one.leave();
    };
    for (let count = 0; count < 20_000; count += 1) pass(2_000);
    await soon();
    expect(swept).toBe(0);
    for (let count = 0; count < 33; count += 1) pass(MEGABYTE);
    await soon();
    expect(swept).toBe(2);
  });

  it('lets all in while there is room', () => {
    const room = createRoom(100);
    const [one, two] = [body(room), body(room)];
    one.take(40);
    two.take(40);
    expect([one.told, two.told]).toEqual([[], []]);
  });

  it('lets one come to its end where it is full, and then the next', async () => {
    const room = createRoom(100);
    const [one, two, three] = [body(room), body(room), body(room)];
    one.take(90);
    two.take(90);
    three.take(90);
    one.take(90);
    expect([one.told, two.told, three.told]).toEqual([['wait'], [], ['wait']]);
    two.take(1000);
    expect(two.told).toEqual([]);
    two.leave();
    await soon();
    expect([one.told, three.told].map((told) => told.at(-1))).toEqual(['wait', 'go']);
    three.leave();
    await soon();
    expect(one.told.at(-1)).toBe('go');
  });

  it('forgets a body that waited and was given up', async () => {
    const room = createRoom(100);
    const [one, two] = [body(room), body(room)];
    one.take(100);
    two.take(100);
    two.leave();
    one.leave();
    await soon();
    expect(two.told).toEqual(['wait']);
  });

  it('keeps no more for later than fits', () => {
    const room = createRoom();
    const kept = Array.from({ length: 100 }, () => room.keeps(MEGABYTE)).filter(Boolean).length;
    expect(kept).toBe(16);
    room.forgotten(MEGABYTE);
    expect([room.keeps(MEGABYTE), room.keeps(1)]).toEqual([true, false]);
  });
});

it('lines that share a room that is much too small all get their answers', async () => {
  const text = JSON.stringify('x'.repeat(3 * MEGABYTE));
  const server = await web((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(text);
  });
  const room = createRoom(MEGABYTE / 4);
  const lines = Array.from({ length: 8 }, () =>
    lineTo(server.port, { room, timeout: 10_000, budget: { milliseconds: 10_000, requests: 9, bytes: 64 * MEGABYTE } }),
  );
  const replies = await Promise.all(
    lines.map((line) => line.channel('test', { root: get('/', { maxBytes: 4 * MEGABYTE }) }).ask('root')),
  );
  await Promise.all(lines.map((line) => line.close()));
  await server.close();
  expect(replies.map((reply) => reply.ok && reply.text().length)).toEqual(Array(8).fill(text.length));
});
