import { afterEach, describe, expect, test } from 'vitest';
import { engine as rabbitmq } from '../../../src/engines/rabbitmq/engine.ts';
import { registry } from '../../../src/engines/registry.gen.ts';
import { identify } from '../../../src/identify/index.ts';
import type { Engine } from '../../../src/model/engine.ts';
import { lineTo } from '../../kit/line.ts';
import { type TestServer, tcp } from '../../kit/servers.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** The management of RabbitMQ, which waits without end for the rest of what is no whole question. */
async function management(): Promise<{ server: TestServer; heard: string[] }> {
  const heard: string[] = [];
  const realm = 'Basic realm="RabbitMQ Management"';
  const server = await tcp((socket, data) => {
    if (data === null) return;
    heard.push(data.toString('latin1').slice(0, 4));
    if (data.includes('\r\n\r\n'))
      socket.write(`HTTP/1.1 401 No\r\nwww-authenticate: ${realm}\r\ncontent-length: 0\r\n\r\n`);
  });
  open.push(server);
  return { server, heard };
}

/** The engine whose own port it is, and which speaks HTTP there where `first` says so. */
function ownerOf(port: number, first: readonly number[]): Engine {
  const steps = rabbitmq.identify.map((step) => ({ ...step, firstAt: step.request === 'overview' ? first : [] }));
  return { ...(rabbitmq as Engine), ports: [{ port, transport: 'tcp', tls: 'plain', role: '' }], identify: steps };
}

async function asked(port: number, engine: Engine) {
  const line = lineTo(port, {}, { tls: 'plain' });
  open.push(line);
  return identify(line, [engine], { control: 'unl-0000000000000000' });
}

describe('an engine of two protocols, at a port of its own', () => {
  test('is asked first what it understands there, and nothing of the other protocol', async () => {
    const { server, heard } = await management();
    expect(await asked(server.port, ownerOf(server.port, [server.port]))).toMatchObject({
      kind: 'claimed',
      claim: { engine: 'rabbitmq', role: 'management' },
    });
    expect(heard).toEqual(['GET ']);
  });

  test('without that the server waits for the rest of the other protocol’s question, and the time goes by', async () => {
    const { server, heard } = await management();
    expect(await asked(server.port, ownerOf(server.port, []))).toMatchObject({ outcome: 'inconclusive' });
    expect(heard).toEqual(['AMQP']);
  });

  test('is declared for ports that are its own', async () => {
    const declared: number[] = [];
    for (const { load } of registry) {
      const { ports, identify: steps } = await load();
      const own = ports.map(({ port }) => port);
      const first = steps.flatMap(({ firstAt = [] }) => firstAt);
      expect(own).toEqual(expect.arrayContaining(first));
      declared.push(...first);
    }
    expect(declared).toContain(15_672);
  });
});
