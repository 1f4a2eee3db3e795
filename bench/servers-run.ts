import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BRIDGES } from '../test/kit/lab-state.ts';
import { type Measured, measure } from './measure.ts';
import { ADDRESS, SERVERS, Street } from './servers.ts';
import { NMAP, program } from './tools.ts';
import { type Door, readNmap, readReport, type Verdicts, verdictAt } from './verdicts.ts';

/** The scripts of nmap that ask databases, message brokers and HTTP something, none of them guesses passwords. */
const SCRIPTS = [
  'redis-info',
  'memcached-info',
  'mysql-info',
  'mysql-empty-password',
  'mysql-databases',
  'mqtt-subscribe',
  'amqp-info',
  'ldap-rootdse',
  'ldap-search',
  'mongodb-info',
  'mongodb-databases',
  'couchdb-databases',
  'couchdb-stats',
  'cassandra-info',
  'docker-version',
  'hadoop-namenode-info',
  'hbase-master-info',
  'riak-http-info',
  'http-title',
  'http-auth',
];

export interface ServersRun extends Measured {
  readonly verdicts: Verdicts;
}

export interface ServersOutcome {
  readonly servers: number;
  readonly doors: readonly Door[];
  readonly runs: readonly { readonly title: string; readonly own: boolean; readonly runs: readonly ServersRun[] }[];
}

interface Contender {
  readonly title: string;
  readonly own: boolean;
  readonly times: number;
  readonly command: readonly [string, ...string[]];
  readonly exits: readonly number[];
  readonly read: (folder: string) => Verdicts;
}

/** Real servers in containers; unlatched several times, bare and with the ports named, and nmap once: it takes minutes. */
export async function runServers(options: {
  readonly times: number;
  readonly nmap: boolean;
  readonly folder: string;
  readonly say: (line: string) => void;
}): Promise<ServersOutcome> {
  const { folder, say } = options;
  mkdirSync(folder, { recursive: true });
  await using street = new Street();
  const doors = (await street.open(say)).map(({ state, truth, door: { port } }): Door => ({ state, truth, port }));
  const contenders = contendersOf(doors, options.times, folder).filter(({ own }) => own || options.nmap);
  const runs = contenders.map((): ServersRun[] => []);
  for (let round = 0; round < options.times; round += 1) {
    for (const [place, contender] of contenders.entries()) {
      if (round >= contender.times) continue;
      const measured = await measure(contender.command, folder, { most: 900_000 });
      if (measured.exit === null || !contender.exits.includes(measured.exit)) {
        throw new Error(`${contender.title}: exit ${measured.exit}\n${readFileSync(join(folder, 'stderr'), 'utf8')}`);
      }
      const run = { ...measured, verdicts: contender.read(folder) };
      runs[place]?.push(run);
      say(`${contender.title}, round ${round + 1}: ${(run.wall / 1000).toFixed(2)} s`);
      if (contender.own) sayWrong(run, doors, say);
    }
  }
  return {
    servers: SERVERS.length,
    doors,
    runs: contenders.map(({ title, own }, place) => ({ title, own, runs: runs[place] ?? [] })),
  };
}

function sayWrong({ verdicts }: ServersRun, doors: readonly Door[], say: (line: string) => void): void {
  for (const { state, port } of doors) {
    const { wrong, miscounted } = verdictAt(verdicts, port);
    for (const line of [...wrong, ...miscounted]) say(`  ${state.name}: ${line}`);
  }
}

function contendersOf(doors: readonly Door[], times: number, folder: string): readonly Contender[] {
  const ports = doors.map(({ port }) => port).join(',');
  const scan = [
    process.execPath,
    program(),
    'scan',
    ADDRESS,
    '--allow',
    BRIDGES.join(','),
    '--format',
    'json',
  ] as const;
  const own = {
    own: true,
    times,
    exits: [1, 3],
    read: (at: string) => readReport(readFileSync(join(at, 'stdout'), 'utf8'), doors),
  };
  const xml = join(folder, 'nmap.xml');
  return [
    { ...own, title: '`unlatched scan HOST`', command: [...scan] },
    {
      ...own,
      title: '`unlatched scan HOST --ports …`, every engine asked at every port',
      command: [...scan, '--ports', ports],
    },
    {
      title: 'nmap -sV with its scripts for databases',
      own: false,
      times: 1,
      exits: [0],
      command: [NMAP, '-n', '-Pn', '-sT', '-sV', '-p', ports, '--script', SCRIPTS.join(','), '-oX', xml, ADDRESS],
      read: () => readNmap(readFileSync(xml, 'utf8'), doors),
    },
  ];
}
