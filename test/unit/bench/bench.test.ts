import { describe, expect, it } from 'vitest';
import { Answers, uuidOf } from '../../../bench/answers.ts';
import { insertBetween } from '../../../bench/page.ts';
import { addressAt, count, type FleetPlan, kindAt } from '../../../bench/plan.ts';
import { SCENARIOS } from '../../../bench/scenarios.ts';
import { bound, scenarioTable, spread } from '../../../bench/tables.ts';

const run = (wall: number, found: number | null = 4_500) => ({ wall, found, cpu: 1, peak: 100 * 2 ** 20, exit: 0 });

describe('the fleet', () => {
  const plan: FleetPlan = { addresses: 5_000, port: 1, share: { open: 900, 'tar-pit': 100 } };

  it('has exactly the kinds that its plan says', () => {
    expect(count(plan, 'open')).toBe(4_500);
    expect(count(plan, 'tar-pit')).toBe(500);
    expect(count(plan, 'closed')).toBe(0);
  });

  it('spreads the kinds, so that no part of the list is all tar-pits', () => {
    const pits = Array.from({ length: 100 }, (_, place) => kindAt(plan, place)).filter(
      (kind) => kind === 'tar-pit',
    ).length;
    expect(pits).toBeGreaterThan(5);
    expect(pits).toBeLessThan(20);
  });

  it('gives every place an address of its own, all of them loopback', () => {
    const addresses = new Set(Array.from({ length: 100_000 }, (_, place) => addressAt(place)));
    expect(addresses.size).toBe(100_000);
    expect([...addresses].every((address) => address.startsWith('127.'))).toBe(true);
  });

  it('says no to the control question, and names the name that was asked', () => {
    const answer = new Answers('open').to('GET', '/unl-aaaabbbbccccdddd/_count', '', uuidOf(1)).toString();
    expect(answer).toMatch(/^HTTP\/1.1 404 Not Found\r\n/);
    expect(answer).toContain('no such index [unl-aaaabbbbccccdddd]');
  });

  it('is a different cluster at each address, with a length that is right', () => {
    const answers = new Answers('open');
    const [one, two] = [1, 2].map((place) => answers.to('GET', '/', '', uuidOf(place)).toString());
    expect(one).toContain(`"cluster_uuid" : "${uuidOf(1)}"`);
    expect(two).toContain(`"cluster_uuid" : "${uuidOf(2)}"`);
    const [head = '', body = ''] = one?.split('\r\n\r\n') ?? [];
    expect(head).toContain(`content-length: ${Buffer.byteLength(body)}`);
  });
});

describe('the tables', () => {
  it('gives the smallest, the middle and the largest', () => {
    expect(spread([3, 1, 2])).toEqual({ min: 1, median: 2, max: 3 });
    expect(spread([4, 1, 2, 3])).toEqual({ min: 1, median: 2, max: 4 });
  });

  it('counts what tar-pits alone take', () => {
    const scenario = SCENARIOS.find(({ name }) => name === 'tar-pits');
    if (scenario === undefined) throw new Error('no such scenario');
    expect(bound({ scenario: { ...scenario, concurrency: 100, timeout: 3_000 } })).toBe(15_000);
  });

  it('says so where an open endpoint was missed, and where a goal was not reached', () => {
    const scenario = SCENARIOS.find(({ name }) => name === 'open');
    if (scenario === undefined) throw new Error('no such scenario');
    const table = scenarioTable({
      scenario,
      open: 5_000,
      answering: 5_000,
      runs: new Map([
        ['bare', [run(1_000, 5_000)]],
        ['unlatched', [run(2_500, 4_999)]],
        ['nmap', [run(9_000, null)]],
      ]),
    });
    expect(table).toContain('Measured: 2.50, **not reached**.');
    expect(table).toContain('**Not every open endpoint was found in every run.**');
    expect(table).toContain('no answer of 5,000');
  });
});

describe('the page', () => {
  it('changes what stands between the markers alone', () => {
    const page = 'before\n<!-- bench:begin -->\nold\n<!-- bench:end -->\nafter\n';
    expect(insertBetween(page, 'bench', 'new\n')).toBe(
      'before\n<!-- bench:begin -->\nnew\n<!-- bench:end -->\nafter\n',
    );
  });

  it('refuses a page without markers', () => {
    expect(() => insertBetween('nothing', 'bench', 'new')).toThrow('<!-- bench:begin -->');
  });
});
