/**
 * The yardstick: what undici alone needs to send eight requests to each endpoint of a file and read the answers, with
 * nothing judged, recorded or bounded beyond one time-out. `node bench/bare-loop.ts TARGETS CONCURRENCY TIMEOUT_MS`
 */
import { readFileSync } from 'node:fs';
import { Client } from 'undici';
import { CONTROL_NAME } from './answers.ts';

const PATHS = [
  '/',
  '/_cat/indices?format=json&bytes=b',
  `/${CONTROL_NAME}/_count`,
  '/_security/_authenticate',
  '/users/_count',
  '/users/_search?size=0',
  '/users,devices/_mapping',
  '/_nodes/http',
];

const [file, concurrency, timeout] = process.argv.slice(2);
if (file === undefined) throw new Error('usage: node bench/bare-loop.ts TARGETS CONCURRENCY TIMEOUT_MS');
const targets = readFileSync(file, 'utf8').split('\n').filter(Boolean);
const wait = Number(timeout);
let next = 0;
let answered = 0;

async function worker(): Promise<void> {
  for (let at = next++; at < targets.length; at = next++) {
    const client = new Client(`http://${targets[at]}`, {
      connectTimeout: wait,
      headersTimeout: wait,
      bodyTimeout: wait,
    });
    try {
      for (const path of PATHS) {
        const reply = await client.request({ method: 'GET', path });
        await reply.body.text();
      }
      answered += 1;
    } catch (error) {
      // Closed ports and tar-pits are part of the fleet; anything else is a mistake of the bench.
      if (!(error instanceof Error && 'code' in error)) throw error;
    } finally {
      await client.destroy();
    }
  }
}

await Promise.all(Array.from({ length: Number(concurrency) }, worker));
process.stdout.write(`${answered} of ${targets.length} answered\n`);
