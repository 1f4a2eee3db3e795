import { createHash } from 'node:crypto';
import cast from './people.json' with { type: 'json' };

/** Records of a made-up cast, the same for the same number: nothing is random, so that counts of distinct people are known. */
export interface Customer {
  readonly user_id: number;
  readonly owner_email: string;
  readonly user_name: string;
  readonly camera_nickname: string;
  readonly device_model: string;
  readonly firmware_version: string;
  readonly wifi_ssid: string;
  readonly ios_api_token: string;
  readonly android_api_token: string;
  /** One customer in a hundred linked a speaker. */
  readonly alexa_access_token: string | null;
  readonly created_at: string;
}

export interface Share {
  readonly share_id: number;
  readonly owner_email: string;
  readonly shared_with_email: string;
  readonly camera_nickname: string;
  readonly shared_at: string;
}

export interface BetaTester {
  readonly owner_email: string;
  readonly body_metrics: {
    readonly height: number;
    readonly weight: number;
    readonly gender: string;
    readonly bone_density: number;
    readonly daily_protein: number;
  };
  readonly measured_at: string;
}

/** Customer number `index`, from 0. Each has an address and a name of their own. */
export function customer(index: number): Customer {
  const given = pick(cast.given, index);
  const family = pick(cast.family, Math.floor(index / cast.given.length));
  return {
    user_id: 100_000 + index,
    owner_email: mail(given, family, index),
    user_name: `${given.toLowerCase()}_${family.toLowerCase().replaceAll('-', '')}${index}`,
    camera_nickname: `${given}'s ${pick(cast.rooms, index)}`,
    device_model: pick(cast.models, index),
    firmware_version: pick(cast.firmwares, Math.floor(index / cast.models.length)),
    wifi_ssid: `${pick(cast.networks, index)} ${index % 97}`,
    ios_api_token: token('ios', index),
    android_api_token: token('android', index),
    alexa_access_token: index % 100 === 0 ? `Atza|${token('alexa', index)}` : null,
    created_at: day(index),
  };
}

/** One owner shares with up to three others: fewer owners than shares. */
export function share(index: number): Share {
  const owner = customer(Math.floor(index / 3));
  return {
    share_id: index,
    owner_email: owner.owner_email,
    shared_with_email: customer(10_000_000 + Math.floor(index / 2)).owner_email,
    camera_nickname: owner.camera_nickname,
    shared_at: day(index + 40),
  };
}

export function betaTester(index: number): BetaTester {
  return {
    owner_email: customer(index * 7).owner_email,
    body_metrics: {
      height: 150 + (index % 45) + 0.5,
      weight: 48 + ((index * 3) % 60) + 0.2,
      gender: pick(cast.genders, index),
      bone_density: (24 + (index % 10)) / 10,
      daily_protein: 40 + ((index * 7) % 70),
    },
    measured_at: day(index + 80),
  };
}

export function* customers(count: number): Generator<Customer> {
  for (let index = 0; index < count; index += 1) yield customer(index);
}

export function* shares(count: number): Generator<Share> {
  for (let index = 0; index < count; index += 1) yield share(index);
}

export function* betaTesters(count: number): Generator<BetaTester> {
  for (let index = 0; index < count; index += 1) yield betaTester(index);
}

function mail(given: string, family: string, index: number): string {
  return `${given}.${family}.${index}@${pick(cast.domains, index)}`.toLowerCase();
}

function token(kind: string, index: number): string {
  return createHash('sha256').update(`made up ${kind} ${index}`).digest('hex').slice(0, 40);
}

/** A day of 2019, before the store was opened. */
function day(index: number): string {
  return new Date(Date.UTC(2019, 0, 1 + (index % 330), index % 24)).toISOString();
}

function pick(from: readonly string[], index: number): string {
  const chosen = from[index % from.length];
  if (chosen === undefined) throw new Error('the cast is empty');
  return chosen;
}
