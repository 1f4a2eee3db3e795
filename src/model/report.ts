import * as z from 'zod';
import { CAPABILITIES, DEPTHS, LEVELS, OUTCOMES, PROTECTIONS } from './access.ts';
import { OWNERS } from './classes.ts';
import { SEVERITIES } from './rule.ts';

/** The JSON report: the contract that every other format is made from. `unlatched schema report` prints its JSON Schema. */

const count = z.number().int().nonnegative();
const instant = z.iso.datetime();
const level = z.enum([...LEVELS, 'unknown']);
const source = z.strictObject({ file: z.string(), line: count }).nullable();

const tls = z
  .strictObject({
    version: z.string(),
    cipher: z.string().nullable(),
    certificate: z
      .strictObject({
        subject: z.string(),
        issuer: z.string(),
        notBefore: z.string(),
        notAfter: z.string(),
        altNames: z.array(z.string()),
        sha256: z.string(),
        selfSigned: z.boolean(),
      })
      .nullable(),
    trusted: z.boolean(),
    trustError: z.string().nullable(),
    nameMatches: z.boolean().nullable(),
    clientCertificateRequested: z.boolean(),
  })
  .nullable();

const field = z.strictObject({
  name: z.string(),
  type: z.string(),
  class: z.string().nullable(),
  basis: z.enum(['name', 'values', 'both']).nullable(),
  distinct: count.nullable(),
});

const collection = z.strictObject({
  name: z.string(),
  kind: z.string(),
  records: count.nullable(),
  bytes: count.nullable(),
  created: z.string().nullable(),
  system: z.boolean(),
  state: z.array(z.string()),
  aliases: z.array(z.string()),
  fields: z.array(field),
  fieldsOmitted: count,
});

const data = z.strictObject({
  collections: z.array(collection),
  omitted: z.strictObject({ collections: count, reason: z.string() }).nullable(),
  records: count,
  people: count.nullable(),
  peopleField: z.string().nullable(),
  /** Why people were not counted, where they were not. */
  peopleSkipped: z.string().nullable(),
  approximate: z.boolean(),
  classes: z.array(
    z.strictObject({
      class: z.string(),
      family: z.string(),
      records: count.nullable(),
      distinct: count.nullable(),
      collections: count,
    }),
  ),
  lookedFor: z.array(
    z.strictObject({
      class: z.string(),
      found: z.boolean(),
      basis: z.enum(['field-names', 'field-names-and-sampled-values']),
      collections: count,
      notInspected: z.array(z.string()),
    }),
  ),
  egress: z.array(
    z.strictObject({
      kind: z.string(),
      name: z.string(),
      location: z.string().nullable(),
      inScope: z.boolean().nullable(),
    }),
  ),
  signs: z.array(
    z.strictObject({
      kind: z.string(),
      certainty: z.enum(['suspicious', 'confirmed']),
      collection: z.string(),
      because: z.array(z.string()),
    }),
  ),
});

export const reportEndpoint = z.strictObject({
  target: z.string(),
  source,
  host: z.string(),
  address: z.string().nullable(),
  port: count.nullable(),
  transport: z.enum(['tcp', 'udp']),
  path: z.string(),
  tls,
  outcome: z.enum(OUTCOMES),
  required: z.boolean(),
  reason: z.string().nullable(),
  protection: z.enum(PROTECTIONS).nullable(),
  heard: z.string().nullable(),
  service: z
    .strictObject({
      engine: z.string(),
      version: z.string().nullable(),
      name: z.string().nullable(),
      identity: z.record(z.string(), z.string()),
    })
    .nullable(),
  access: z
    .strictObject({
      level,
      inferred: level,
      capabilities: z.array(z.enum(CAPABILITIES)),
      securityLayer: z.enum(['absent', 'present', 'unknown']),
      anonymous: z.strictObject({ user: z.string(), roles: z.array(z.string()) }).nullable(),
      filtered: z.boolean(),
      control: z.enum(['passed', 'failed', 'not-asked']),
    })
    .nullable(),
  /** Set where the inventory was taken at another endpoint of the same store. */
  sameStoreAs: z.string().nullable(),
  data: data.nullable(),
  notes: z.array(z.string()),
  sent: z.strictObject({ requests: count, bytes: count, received: count }),
  findings: z.array(z.string()),
});

export const reportFinding = z.strictObject({
  fingerprint: z.string(),
  rule: z.string(),
  severity: z.enum(SEVERITIES),
  title: z.string(),
  description: z.string(),
  engine: z.string().nullable(),
  target: z.string(),
  host: z.string(),
  address: z.string(),
  port: count,
  transport: z.enum(['tcp', 'udp']),
  path: z.string(),
  evidence: z.array(z.strictObject({ request: z.string(), response: z.string(), sha256: z.string() })),
  remediation: z.strictObject({ summary: z.string(), steps: z.array(z.string()), verify: z.string().nullable() }),
  references: z.array(z.string()),
  status: z.enum(['new', 'known', 'regressed']),
  suppression: z.strictObject({ reason: z.string(), by: z.string(), until: z.string() }).nullable(),
});

const baselineEntry = z.strictObject({
  fingerprint: z.string(),
  rule: z.string(),
  severity: z.enum(SEVERITIES),
  host: z.string(),
  port: count,
  transport: z.enum(['tcp', 'udp']),
  path: z.string(),
  since: instant,
});

export const GATE_CONDITIONS = ['internal', 'usage', 'refused', 'interrupted', 'findings', 'unassessed'] as const;

export const report = z.strictObject({
  schemaVersion: z.literal('1'),
  tool: z.strictObject({
    name: z.literal('unlatched'),
    version: z.string(),
    /** `warnings`: tables of versions that were old when the audit ended. */
    rules: z.strictObject({ count, digest: z.string(), warnings: z.array(z.string()) }),
  }),
  audit: z.strictObject({
    id: z.string(),
    startedAt: instant,
    finishedAt: instant,
    depth: z.enum(DEPTHS),
    complete: z.boolean(),
    /** Why it is not complete: `interrupted`, `deadline`. */
    incompleteBecause: z.string().nullable(),
    /** Where unlatched itself failed; exit code 70. */
    defects: z.array(z.strictObject({ at: z.string(), message: z.string() })),
    vantage: z.strictObject({ name: z.string(), kind: z.enum(['loopback', 'private', 'public']) }),
    scope: z.strictObject({
      allow: z.array(z.string()),
      deny: z.array(z.string()),
      public: z.array(z.string()),
      refused: z.array(z.strictObject({ target: z.string(), code: z.string(), reason: z.string() })),
    }),
  }),
  summary: z.strictObject({
    endpoints: count,
    tried: count,
    outcomes: z.record(z.enum(OUTCOMES), count),
    findings: z.record(z.enum(SEVERITIES), count),
    stores: count,
    records: count,
    people: count.nullable(),
  }),
  gate: z.strictObject({
    failOn: z.enum([...SEVERITIES, 'none']),
    /** Any finding that is not in the baseline fails the gate, whatever its severity. */
    failOnNew: z.boolean(),
    failed: z.boolean(),
    exitCode: count,
    conditions: z.array(z.enum(GATE_CONDITIONS)),
  }),
  /** Entries of `.unlatchedignore.yaml` that did not count, or would not have to stand there. */
  acceptances: z.strictObject({
    file: z.string().nullable(),
    notices: z.array(
      z.strictObject({
        kind: z.enum(['expired', 'unused', 'outgrown']),
        entry: z.string(),
        where: z.string(),
        why: z.string(),
      }),
    ),
  }),
  /** What of the baseline is not there any more, and what nobody could look at; null without a baseline. */
  baseline: z
    .strictObject({
      file: z.string(),
      known: count,
      gone: z.array(baselineEntry),
      unconfirmed: z.array(baselineEntry),
    })
    .nullable(),
  endpoints: z.array(reportEndpoint),
  findings: z.array(reportFinding),
  response: z.array(
    z.strictObject({
      /** `any`: whatever lies open. */
      class: z.string(),
      action: z.string(),
      why: z.string(),
      owner: z.enum(OWNERS),
      /** Records behind fields of the class, as many as may hold a value of it; null where nobody counted. */
      records: count.nullable(),
    }),
  ),
});

export type Report = z.infer<typeof report>;
export type ReportEndpoint = z.infer<typeof reportEndpoint>;
export type ReportFinding = z.infer<typeof reportFinding>;
export type FailOn = Report['gate']['failOn'];
export type GateCondition = (typeof GATE_CONDITIONS)[number];
