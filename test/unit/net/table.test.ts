import { describe, expect, test } from 'vitest';
import { UndeclaredRequest } from '../../../src/net/index.ts';
import { table, using } from '../../kit/line.ts';
import { echo } from '../../kit/servers.ts';

describe('a closed table', () => {
  test('a request that is not in it cannot be named, not even by a name all objects have', async () => {
    const server = await echo();
    await using(server, async (line) => {
      const channel = line.channel('test', table);
      for (const name of ['drop', 'toString', '__proto__', ''])
        await expect(channel.ask(name as 'root')).rejects.toThrow(UndeclaredRequest);
    });
    expect(server.connections).toBe(0);
  });

  test('depth and safety class are kept', async () => {
    const server = await echo();
    await using(
      server,
      async (line) => {
        const channel = line.channel('test', table);
        await expect(channel.ask('deep')).rejects.toThrow('depth impact');
        await expect(channel.ask('records')).rejects.toThrow('class sample');
      },
      { depth: 'inventory' },
    );
    expect(server.connections).toBe(0);
  });

  test('paths, queries and bodies are rendered from parameters', async () => {
    const server = await echo();
    await using(
      server,
      async (line) => {
        const channel = line.channel('test', table);
        await channel.ask('count', { index: ['a b', 'ü%2e'], word: 'x&y=1' });
        const reply = await channel.ask('privileges', { index: 'shop.users', size: 5 });
        const echoed = reply.ok ? (reply.json() as { body: string; headers: Record<string, string> }) : null;
        expect(echoed?.body).toBe('{"index":[{"names":["shop.users"],"size":5}]}');
        expect(echoed?.headers).toMatchObject({
          host: `localhost:${server.port}`,
          'user-agent': 'unlatched/test',
          'accept-encoding': 'identity',
          'content-type': 'application/json',
        });
      },
      {},
      { path: '/es/', host: 'localhost' },
    );
    expect(server.requests).toEqual(['GET /es/a%20b,%C3%BC%252e/_count?q=x%26y%3D1&pretty', 'POST /es/_privileges']);
  });

  test('bytes that are named in hexadecimal stand in a body as base64', async () => {
    const server = await echo();
    await using(server, async (line) => {
      const channel = line.channel('test', table);
      const reply = await channel.ask('bytes', { key: '00ff2ffb' });
      expect(reply.ok ? (reply.json() as { body: string }).body : null).toBe('{"key":"AP8v+w=="}');
      await expect(channel.ask('bytes', { key: 'abc' })).rejects.toThrow('hexadecimal');
    });
  });

  test.each(['_all', '-x', '+x', '<x>', 'a*', 'a,b', 'a/b', '.', '..', '', '\ud800'])(
    'a name such as %j is never sent',
    async (index) => {
      const server = await echo();
      await using(server, async (line) => {
        const channel = line.channel('test', table);
        for (const params of [
          { index, word: 'x' },
          { index: ['fine', index], word: 'x' },
          { index: 'fine', word: index },
        ]) {
          expect(await channel.ask('count', params)).toMatchObject({ ok: false, kind: 'protocol' });
        }
        expect(await channel.ask('privileges', { index, size: 1 })).toMatchObject({ ok: false });
      });
      expect(server.connections).toBe(0);
    },
  );

  test('a missing parameter is a defect, and an empty list names nothing', async () => {
    const server = await echo();
    await using(server, async (line) => {
      const channel = line.channel('test', table);
      await expect(channel.ask('count', { word: 'x' })).rejects.toThrow('needs a parameter "index"');
      expect(await channel.ask('count', { index: [], word: 'x' })).toMatchObject({ ok: false });
    });
    expect(server.connections).toBe(0);
  });
});
