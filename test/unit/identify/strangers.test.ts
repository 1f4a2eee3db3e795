import { afterEach, describe, expect, test } from 'vitest';
import { registry } from '../../../src/engines/registry.gen.ts';
import { identify } from '../../../src/identify/index.ts';
import { lineTo } from '../../kit/line.ts';
import { type TestServer, tcp } from '../../kit/servers.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

const TIMEOUT = 1_500;
const engines = await Promise.all(registry.map((entry) => entry.load()));

/** Hangs up on HTTP, answers a whole line, and waits without end for the rest of all else: as Redis and memcached do. */
async function like(answer: string): Promise<{ server: TestServer; heard: string[] }> {
  const heard: string[] = [];
  const server = await tcp((socket, data) => {
    if (data === null) return;
    const text = data.toString('latin1');
    heard.push(text.slice(0, 4));
    if (text.startsWith('GET ')) socket.end();
    else if (text.includes('\n') && !/^[^ -~]/.test(text)) socket.write(answer);
  });
  open.push(server);
  return { server, heard };
}

async function asked(server: TestServer) {
  const line = lineTo(server.port, { timeout: TIMEOUT }, { tls: 'plain' });
  open.push(line);
  const began = performance.now();
  const found = await identify(line, engines, { control: 'unl-0000000000000000' });
  return { found, milliseconds: performance.now() - began };
}

describe('a port that is nobody’s own, with every engine there is', () => {
  test('whoever knows the sound of what was said is asked next', async () => {
    const { server, heard } = await like('ERROR\r\n');
    await asked(server);
    const said = heard.findIndex((text) => /^(?:\*|CONN)/.test(text));
    expect(said).toBeGreaterThanOrEqual(0);
    expect(heard[said + 1]).toBe('vers');
  });

  test('words that nobody knows give no protocol more time than it had: all together stay within the time-out', async () => {
    const { server, heard } = await like('what?\r\n');
    const { found, milliseconds } = await asked(server);
    expect(found).toMatchObject({ kind: 'unidentified' });
    expect(heard.length).toBeGreaterThan(10);
    expect(milliseconds).toBeLessThan(TIMEOUT * 2);
  });
});
