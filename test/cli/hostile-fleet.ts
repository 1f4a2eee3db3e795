import { hostile } from '../kit/hostile.ts';
import type { TestServer } from '../kit/servers.ts';
import { hostileNames, hostileRefusal, REFUSALS, turncoats } from '../kit/turncoats.ts';

/** All servers that mean harm, in a process of its own: what they hold is not the memory of the program. */
const starts: Readonly<Record<string, () => Promise<TestServer>>> = {
  ...hostile,
  ...Object.fromEntries(turncoats().map(({ name, start }) => [name, start])),
  ...Object.fromEntries(REFUSALS.map((status) => [`${status} in hostile words`, () => hostileRefusal(status)])),
  'hostile names': hostileNames,
};

const servers = await Promise.all(
  Object.entries(starts).map(async ([name, start]) => ({ name, server: await start() })),
);
const tell = (number: (server: TestServer) => number) =>
  process.send?.(Object.fromEntries(servers.map(({ name, server }) => [name, number(server)])));

tell(({ port }) => port);
// Any message is the question for how long each was held.
process.on('message', () => tell(({ held }) => held));
process.on('disconnect', () => process.exit());
