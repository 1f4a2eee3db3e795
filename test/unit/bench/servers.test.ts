import { describe, expect, it } from 'vitest';
import { reportsTable, serversTable } from '../../../bench/server-tables.ts';
import { type Door, readNmap, readReport, type Verdicts, verdictAt } from '../../../bench/verdicts.ts';
import { open } from '../../../docker/redis/states.ts';
import { everything } from '../../kit/reports.ts';

const truth = { records: 2, collections: 1, people: null };

function door(name: string, port: number, expect: Partial<Door['state']['expect']>): Door {
  return { state: { name, expect: { ...open('redis', '7.0.15', []), ...expect } }, port, truth };
}

const DOORS = [
  door('redis/open', 6379, {}),
  door('prometheus/locked', 9090, { outcome: 'protected' }),
  door('etcd/locked', 2379, { outcome: 'protected' }),
];

const NMAP = `<?xml version="1.0"?><!DOCTYPE nmaprun><nmaprun><host><ports>
<port protocol="tcp" portid="6379"><service name="redis" product="Redis key-value store"/><script id="redis-info" output="&#xa;  Version: 7.0.15"/></port>
<port protocol="tcp" portid="9090"><service name="http"/><script id="http-auth" output="HTTP/1.1 401 Unauthorized"/></port>
<port protocol="tcp" portid="2379"><service name="etcd-client"/></port>
</ports></host></nmaprun>`;

const measured = (wall: number, verdicts: Verdicts) => ({ wall, verdicts, cpu: 1, peak: 100 * 2 ** 20, exit: 0 });

describe('what nmap says', () => {
  const verdicts = readNmap(NMAP, DOORS);

  it('is right where a script shows what only such a store shows', () => {
    expect(verdictAt(verdicts, 6379)).toMatchObject({
      right: true,
      said: 'Redis key-value store: open, by redis-info',
    });
    expect(verdictAt(verdicts, 9090)).toMatchObject({ right: true, said: 'not named: protected, by http-auth' });
  });

  it('is no verdict where no script tells, or the port is not listed', () => {
    expect(verdictAt(verdicts, 2379)).toMatchObject({ right: false, said: 'not named' });
    expect(verdictAt(verdicts, 1)).toMatchObject({ right: false, said: '–' });
  });

  it('is wrong where the door is not so', () => {
    const other = [door('redis/locked', 6379, { outcome: 'protected' })];
    expect(verdictAt(readNmap(NMAP, other), 6379).right).toBe(false);
  });
});

describe('what unlatched says', () => {
  const report = everything();
  const port = report.endpoints[0]?.port ?? 0;

  it('is compared with what the lab expects, endpoint by endpoint', () => {
    const wrong = readReport(JSON.stringify(report), [door('redis/open', port, {})]);
    expect(verdictAt(wrong, port).wrong.join('\n')).toContain('engine: "elasticsearch" instead of "redis"');
    expect(verdictAt(wrong, port).right).toBe(false);
  });

  it('is no wrong verdict for a count that differs', () => {
    const { miscounted, wrong } = verdictAt(readReport(JSON.stringify(report), [door('redis/open', port, {})]), port);
    expect(miscounted.join('\n')).toContain('records: ');
    expect(wrong.join('\n')).not.toContain('records: ');
  });
});

describe('the tables', () => {
  const right = new Map(
    DOORS.map(({ port }) => [port, { said: 'said', right: true, wrong: [], miscounted: [] }] as const),
  );

  it('say that all is reached', () => {
    const table = serversTable({
      servers: 3,
      doors: DOORS,
      runs: [{ title: 'unlatched', own: true, runs: [measured(2_000, right), measured(3_000, right)] }],
    });
    expect(table).toContain('| unlatched | 3 of 3 | 3 of 3 | 2.00, 2.00, 3.00 s | 100 MiB |');
    expect(table).not.toContain('not reached');
    expect(table).not.toContain('not right');
  });

  it('say what is not', () => {
    const table = serversTable({
      servers: 3,
      doors: DOORS,
      runs: [{ title: 'unlatched', own: true, runs: [measured(6_000, right), measured(6_000, new Map())] }],
    });
    expect(table).toContain('all verdicts right, **not reached**.');
    expect(table).toContain('Measured: 6.00 s, **not reached**.');
    expect(table).toContain('| 3, 0 of 3 | 3 of 3, 0 of 3 |');
    expect(table).toContain('**not right**: –');
  });

  it('give a row for each format, and say which is too slow', () => {
    const table = reportsTable([
      { format: 'json', runs: [measured(900, right)] },
      { format: 'sarif', runs: [measured(2_100, right)] },
    ]);
    expect(table).toContain('| `json` | 0.90, 0.90, 0.90 s | 1.0 s | 100 MiB | reached |');
    expect(table).toContain('| `sarif` | 2.10, 2.10, 2.10 s | 1.0 s | 100 MiB | **not reached** |');
  });
});
