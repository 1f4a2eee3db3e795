import type { Setting } from '../model/facts.ts';
import type { Subject } from './subject.ts';
import {
  AccessSubject,
  CollectionSubject,
  DataSubject,
  EgressSubject,
  EndpointSubject,
  ServiceSubject,
  SettingsSubject,
  SignSubject,
  TlsSubject,
  VantageSubject,
} from './subject.ts';

/** The instant at which test cases of rules take place, unless they say another `now`. */
const TEST_NOW = '2026-01-15T12:00:00Z';

/**
 * A subject from the few members that a test case names; the rest is that of an endpoint of which nothing was learnt. Throws a
 * RangeError for a name that there is not: a misspelt test would pass by saying nothing.
 */
export function subjectFrom(written: Readonly<Record<string, unknown>>, engine: string): Subject {
  const service = new ServiceSubject();
  service.engine = engine;
  const subject: Subject = {
    endpoint: new EndpointSubject(),
    outcome: 'unreachable',
    protection: '',
    now: new Date(TEST_NOW),
    vantage: new VantageSubject(),
    tls: new TlsSubject(),
    service,
    access: new AccessSubject(),
    settings: new SettingsSubject(),
    data: new DataSubject(),
    egress: [],
    signs: [],
  };
  const filled: Record<string, unknown> = { ...subject };
  for (const [name, value] of Object.entries(written)) {
    if (!(name in subject)) throw new RangeError(`a subject has no ${name}`);
    filled[name] = member(name, value, filled[name]);
  }
  return filled as unknown as Subject;
}

function member(name: string, value: unknown, before: unknown): unknown {
  if (name === 'settings') return new SettingsSubject(new Map(Object.entries(value as Record<string, Setting>)));
  if (name === 'egress') return listOf(name, value, () => new EgressSubject());
  if (name === 'signs') return listOf(name, value, () => new SignSubject());
  if (before instanceof Date) return new Date(String(value));
  if (typeof before === 'object' && before !== null) return assign(name, before, value);
  if (typeof before !== typeof value) throw new RangeError(`${name} has to be a ${typeof before}`);
  return value;
}

function listOf(name: string, value: unknown, make: () => object): object[] {
  if (!Array.isArray(value)) throw new RangeError(`${name} has to be a list`);
  return value.map((item) => assign(name, make(), item));
}

function assign(name: string, target: object, value: unknown): object {
  if (typeof value !== 'object' || value === null) throw new RangeError(`${name} has to have members`);
  for (const [key, item] of Object.entries(value)) {
    if (!(key in target)) throw new RangeError(`${name} has no ${key}`);
    const before: unknown = (target as Record<string, unknown>)[key];
    (target as Record<string, unknown>)[key] = converted(key, item, before);
  }
  return target;
}

function converted(key: string, item: unknown, before: unknown): unknown {
  if (key === 'collections') return listOf(key, item, () => new CollectionSubject());
  if (before instanceof Date) return new Date(String(item));
  if (typeof before === 'bigint') return BigInt(String(item));
  if (Array.isArray(before) !== Array.isArray(item) || typeof before !== typeof item)
    throw new RangeError(`${key} has another type`);
  return item;
}
