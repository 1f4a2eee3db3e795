/**
 * `npm run demo`: the incident that unlatched is built from, replayed on loopback and audited by the built program. Ends with 0
 * when all three audits said what they had to, with 1 when one did not.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readIncident } from '../seeds/incident.ts';
import { replay } from './replay.ts';
import { after, before, closing, opening } from './story.ts';

const folder = fileURLToPath(new URL('../out', import.meta.url));
const say = (text: string) => process.stdout.write(`${text}\n`);

const began = performance.now();
await mkdir(folder, { recursive: true });
const incident = await readIncident();
say(opening(incident));
const days = await replay(incident, {
  folder,
  before: (day, places) => say(before(day, places, incident)),
  after: (told) => say(`${after(told)}\n`),
});
say(closing(days, join(folder, 'demo-day-two.json'), (performance.now() - began) / 1000));
process.exitCode = days.every(({ differences }) => differences.length === 0) ? 0 : 1;
