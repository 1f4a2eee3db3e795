import { describe, expect, it } from 'vitest';
import { keptOf } from '../../../src/history/retention.ts';
import { longText, periodText, windowsOf } from '../../../src/history/windows.ts';
import { check, data, failed, open, PLACE, shut } from '../../kit/history.ts';

const NOW = '2027-06-01T00:00:00.000Z';
const DAY = 86_400_000;

describe('the incident, replayed', () => {
  const checks = [
    check('2019-11-27', shut()),
    check('2019-12-04', shut()),
    check('2019-12-11', failed()),
    check('2019-12-18', failed({ outcome: 'unreachable' })),
    check('2019-12-25T20:00:00Z', open()),
    check('2019-12-26', shut()),
  ];
  const [window] = windowsOf(checks, [], NOW).windows;

  it('was open in 4-26 December, 22 days at most', () => {
    expect(periodText(window?.lastProtected ?? '', window?.closed ?? '')).toBe('4-26 December 2019');
    expect(`${longText(window?.longest ?? 0, 'up')} at most`).toBe('22 days at most');
  });

  it('and took so long to be found and to be closed', () => {
    expect(window?.toDetect).toBe(21 * DAY + 20 * 3_600_000);
    expect(window?.toClose).toBe(4 * 3_600_000);
    expect(window?.shortest).toBe(0);
  });

  it('a sighting by others moves the edge of what was seen open, and is shown as theirs', () => {
    const sighting = {
      endpoint: PLACE,
      openSince: '2019-12-10T00:00:00.000Z',
      source: 'an index of open ports',
      notedAt: NOW,
    };
    const { windows, unmatched } = windowsOf(checks, [sighting], NOW);
    expect(windows[0]?.shortest).toBe(15 * DAY + 20 * 3_600_000);
    expect(windows[0]?.longest).toBe(22 * DAY);
    expect(windows[0]?.sightings).toEqual([{ openSince: sighting.openSince, source: sighting.source }]);
    expect(windows[0]?.firstOpen).toBe('2019-12-25T20:00:00.000Z');
    expect(unmatched).toEqual([]);
  });

  it('a sighting that no window holds is told apart, and moves nothing', () => {
    const sighting = { endpoint: PLACE, openSince: '2019-12-01T00:00:00.000Z', source: 'a letter', notedAt: NOW };
    const { windows, unmatched } = windowsOf(checks, [sighting], NOW);
    expect(windows[0]?.sightings).toEqual([]);
    expect(unmatched).toEqual([sighting]);
  });
});

describe('edges', () => {
  it('a failed check is none, wherever it stands', () => {
    const times = ['2027-03-01', '2027-03-03', '2027-03-05', '2027-03-07'];
    const states = [shut(), open(), open(), shut()];
    const plain = states.map((state, index) => check(times[index] ?? '', state));
    const between = ['2027-02-01', '2027-03-02', '2027-03-04', '2027-03-06', '2027-03-08'].map((at) =>
      check(at, failed()),
    );
    expect(windowsOf([...between, ...plain], [], NOW)).toEqual(windowsOf(plain, [], NOW));
  });

  it('without an earlier check the start is unknown, bounded by the oldest collection', () => {
    const [unknown] = windowsOf([check('2027-05-01', open())], [], NOW).windows;
    expect([unknown?.lastProtected, unknown?.notBefore, unknown?.longest, unknown?.toDetect]).toEqual([
      null,
      null,
      null,
      null,
    ]);
    const made = '2027-04-01T00:00:00.000Z';
    const [bounded] = windowsOf([check('2027-05-01', open({ data: data({ oldest: made }) }))], [], NOW).windows;
    expect([bounded?.notBefore, bounded?.longest, bounded?.toDetect]).toEqual([made, 61 * DAY, 30 * DAY]);
    const [wrong] = windowsOf(
      [check('2027-05-01', open({ data: data({ oldest: '2031-01-01T00:00:00Z' }) }))],
      [],
      NOW,
    ).windows;
    expect(wrong?.notBefore).toBeNull();
  });

  it('an open window goes on until now, a second one is its own', () => {
    const days = [shut(), open(), shut(), open()].map((state, index) => check(`2027-05-0${index + 1}`, state));
    const { windows } = windowsOf(days, [], NOW);
    expect(windows.map(({ lastProtected, closed }) => [lastProtected?.slice(0, 10), closed?.slice(0, 10)])).toEqual([
      ['2027-05-01', '2027-05-03'],
      ['2027-05-03', undefined],
    ]);
    expect(windows[1]?.longest).toBe(29 * DAY);
    expect(windows[1]?.toClose).toBeNull();
  });

  it('two vantages keep two windows', () => {
    const outside = { vantage: 'outside' };
    const { windows } = windowsOf(
      [check('2027-05-01', open()), check('2027-05-02', shut(), outside), check('2027-05-03', open(), outside)],
      [],
      NOW,
    );
    expect(windows.map(({ vantage, lastProtected }) => [vantage, lastProtected?.slice(0, 10) ?? null])).toEqual([
      ['inside', null],
      ['outside', '2027-05-02'],
    ]);
  });
});

describe('retention', () => {
  it('drops no edge of an open window, however old, nor the check that the next is compared with', () => {
    const days = [failed(), shut(), failed(), open(), open(), open()].map((state, index) =>
      check(`2026-01-0${index + 1}`, state),
    );
    const kept = keptOf(days, Date.parse(NOW));
    expect([...kept].map(({ at }) => at.slice(0, 10)).toSorted()).toEqual(['2026-01-02', '2026-01-04', '2026-01-06']);
    expect(windowsOf([...kept], [], NOW)).toEqual(windowsOf(days, [], NOW));
  });

  it('of a window that was closed before it, the last check stays', () => {
    const days = [shut(), open(), shut(), shut()].map((state, index) => check(`2026-01-0${index + 1}`, state));
    expect([...keptOf(days, Date.parse(NOW))]).toEqual([days[3]]);
  });
});

it('lengths and periods are rounded and written so', () => {
  expect([
    longText(22 * DAY - 1, 'up'),
    longText(22 * DAY - 1, 'down'),
    longText(3_600_000, 'up'),
    longText(0, 'down'),
  ]).toEqual(['22 days', '21 days', '60 minutes', '0 minutes']);
  expect(periodText('2027-01-30', '2027-02-02')).toBe('30 January - 2 February 2027');
  expect(periodText('2026-12-30', '2027-02-02')).toBe('30 December 2026 - 2 February 2027');
  expect(periodText('2026-12-30T01:00:00Z', '2026-12-30T02:00:00Z')).toBe('30 December 2026');
});
