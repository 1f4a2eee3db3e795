import { LEVELS } from '../model/access.ts';
import type { Setting } from '../model/facts.ts';
import type { Observation } from '../model/observation.ts';
import { byText } from '../support/stable-json.ts';

/**
 * What a rule sees. Classes, since CEL checks their members' types when a condition is compiled. Nothing is ever null or missing
 * here: what is not known is the empty text, zero, false or the empty list, and a flag beside it says whether it is known.
 */
export class EndpointSubject {
  host = '';
  address = '';
  port = 0n;
  transport = 'tcp';
  path = '/';
}

export class VantageSubject {
  name = '';
  kind = 'loopback';
}

export class TlsSubject {
  present = false;
  version = '';
  cipher = '';
  hasCertificate = false;
  trusted = true;
  trustError = '';
  nameMatches = true;
  selfSigned = false;
  notBefore = new Date(0);
  notAfter = new Date(0);
  clientCertificateRequested = false;
}

export class ServiceSubject {
  engine = '';
  version = '';
  name = '';
}

export class AccessSubject {
  level = 'unknown';
  inferred = 'unknown';
  worst = 'unknown';
  capabilities: readonly string[] = [];
  securityLayer = 'unknown';
  user = '';
  roles: readonly string[] = [];
  filtered = false;
  control = 'not-asked';
}

/** The engine's own named facts. Asking for one that is absent, or of another type, gives the empty answer. */
export class SettingsSubject {
  readonly values: ReadonlyMap<string, Setting>;
  constructor(values: ReadonlyMap<string, Setting> = new Map()) {
    this.values = values;
  }
  text(name: string): string {
    const value = this.values.get(name);
    return typeof value === 'string' ? value : '';
  }
  flag(name: string): boolean {
    return this.values.get(name) === true;
  }
  known(name: string): boolean {
    return (this.values.get(name) ?? null) !== null;
  }
  number(name: string): bigint {
    const value = this.values.get(name);
    return typeof value === 'number' && Number.isFinite(value) ? BigInt(Math.trunc(value)) : 0n;
  }
  list(name: string): readonly string[] {
    const value = this.values.get(name);
    return Array.isArray(value) ? (value as readonly string[]) : [];
  }
}

export class CollectionSubject {
  name = '';
  kind = '';
  records = 0n;
  bytes = 0n;
  system = false;
  state: readonly string[] = [];
}

export class DataSubject {
  known = false;
  collections: readonly CollectionSubject[] = [];
  records = 0n;
  bytes = 0n;
  people = 0n;
  classes: readonly string[] = [];
  families: readonly string[] = [];
}

export class EgressSubject {
  kind = '';
  name = '';
  location = '';
  host = '';
  scope = 'unknown';
}

export class SignSubject {
  kind = '';
  certainty = '';
  collection = '';
}

/** The variables of a condition. */
export interface Subject {
  readonly endpoint: EndpointSubject;
  readonly outcome: string;
  readonly protection: string;
  readonly now: Date;
  readonly vantage: VantageSubject;
  readonly tls: TlsSubject;
  readonly service: ServiceSubject;
  readonly access: AccessSubject;
  readonly settings: SettingsSubject;
  readonly data: DataSubject;
  readonly egress: readonly EgressSubject[];
  readonly signs: readonly SignSubject[];
}

/** More collections than this no condition looks at one by one: they are counted in `data.records` all the same. */
const MOST_COLLECTIONS = 2_000;

/** What is known of one endpoint as rules see it. `now` is the time of the audit, `vantage` where it was made from. */
export function subjectOf(
  observation: Observation,
  now: Date,
  vantage: { readonly name: string; readonly kind: string },
): Subject {
  const { endpoint, facts } = observation;
  return {
    endpoint: filled(new EndpointSubject(), {
      host: endpoint.host,
      address: endpoint.address,
      port: BigInt(endpoint.port),
      transport: endpoint.transport,
      path: endpoint.path,
    }),
    outcome: observation.outcome,
    protection: observation.protection ?? '',
    now,
    vantage: filled(new VantageSubject(), { name: vantage.name, kind: vantage.kind }),
    tls: tlsOf(observation),
    service: filled(new ServiceSubject(), {
      engine: facts?.service.engine ?? '',
      version: facts?.service.version ?? '',
      name: facts?.service.name ?? '',
    }),
    access: accessOf(observation),
    settings: settingsOf(observation),
    data: dataOf(observation),
    egress: observation.egress.map((way) =>
      filled(new EgressSubject(), {
        kind: way.kind,
        name: way.name,
        location: way.location ?? '',
        host: way.host ?? '',
        scope: way.inScope === null ? 'unknown' : way.inScope ? 'inside' : 'outside',
      }),
    ),
    signs: (observation.inventory?.signs ?? []).map((sign) =>
      filled(new SignSubject(), { kind: sign.kind, certainty: sign.certainty, collection: sign.collection }),
    ),
  };
}

function tlsOf({ tls }: Observation): TlsSubject {
  if (tls === null) return new TlsSubject();
  const { certificate } = tls;
  return filled(new TlsSubject(), {
    present: true,
    version: tls.version,
    cipher: tls.cipher ?? '',
    hasCertificate: certificate !== null,
    trusted: tls.trusted,
    trustError: tls.trustError ?? '',
    nameMatches: tls.nameMatches ?? true,
    selfSigned: certificate?.selfSigned ?? false,
    notBefore: new Date(certificate?.notBefore ?? 0),
    notAfter: new Date(certificate?.notAfter ?? 0),
    clientCertificateRequested: tls.clientCertificateRequested,
  });
}

function accessOf({ facts }: Observation): AccessSubject {
  if (facts === null) return new AccessSubject();
  const { access } = facts;
  const proved = LEVELS.findIndex((level) => level === access.proved);
  const inferred = LEVELS.findIndex((level) => level === access.inferred);
  return filled(new AccessSubject(), {
    level: access.proved,
    inferred: access.inferred,
    worst: inferred >= proved ? access.inferred : access.proved,
    capabilities: access.capabilities,
    securityLayer: access.securityLayer,
    user: access.anonymous?.user ?? '',
    roles: access.anonymous?.roles ?? [],
    filtered: access.filtered,
    control: access.control,
  });
}

function settingsOf({ facts, inventory }: Observation): SettingsSubject {
  if (facts === null) return new SettingsSubject();
  return new SettingsSubject(
    new Map([...Object.entries(facts.settings), ...Object.entries(inventory?.settings ?? {})]),
  );
}

function dataOf({ inventory, classes, measurement }: Observation): DataSubject {
  if (inventory === null) return new DataSubject();
  const own = inventory.collections.filter((collection) => !collection.system);
  const sum = (counts: readonly (number | null)[]): bigint =>
    counts.reduce((total, count) => total + integer(count), 0n);
  return filled(new DataSubject(), {
    known: own.length === 0 || own.some(({ records }) => records !== null),
    collections: inventory.collections.slice(0, MOST_COLLECTIONS).map((collection) =>
      filled(new CollectionSubject(), {
        name: collection.name,
        kind: collection.kind,
        records: integer(collection.records),
        bytes: integer(collection.bytes),
        system: collection.system,
        state: collection.state,
      }),
    ),
    records: sum(own.map((collection) => collection.records)),
    bytes: sum(own.map((collection) => collection.bytes)),
    people: integer(measurement?.distinct ?? null),
    classes: [...new Set(classes.map((found) => found.class))].sort(byText),
    families: [...new Set(classes.map((found) => found.family))].sort(byText),
  });
}

function integer(value: number | null): bigint {
  return value === null || !Number.isFinite(value) ? 0n : BigInt(Math.trunc(value));
}

function filled<T extends object>(subject: T, values: Partial<T>): T {
  return Object.assign(subject, values);
}
