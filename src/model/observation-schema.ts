import * as z from 'zod';
import { CAPABILITIES, DEPTHS, LEVELS, OUTCOMES, PROTECTIONS } from './access.ts';
import type { Audited } from './audited.ts';
import type { Observation } from './observation.ts';
import { SAFETY_CLASSES } from './request.ts';

/**
 * What `probe` writes and `assess` reads: an observation a line, and as the last line the audit that they belong to. The
 * JSON Schema of `unlatched schema observation` is made from here.
 */

const count = z.number().nonnegative();
const texts = z.array(z.string());
const level = z.enum([...LEVELS, 'unknown']);
const source = z.strictObject({ file: z.string(), line: count }).nullable();
const settings = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), texts]));
const proofs = z.record(z.string(), z.array(count));

const endpoint = z.strictObject({
  target: z.string(),
  source,
  host: z.string(),
  address: z.string(),
  port: count,
  transport: z.enum(['tcp', 'udp']),
  path: z.string(),
  tls: z.enum(['plain', 'tls', 'auto']),
  required: z.boolean(),
  portNamed: z.boolean(),
});

const tls = z.strictObject({
  version: z.string(),
  cipher: z.string().nullable(),
  certificate: z
    .strictObject({
      subject: z.string(),
      issuer: z.string(),
      notBefore: z.string(),
      notAfter: z.string(),
      altNames: texts,
      sha256: z.string(),
      selfSigned: z.boolean(),
    })
    .nullable(),
  trusted: z.boolean(),
  trustError: z.string().nullable(),
  nameMatches: z.boolean().nullable(),
  clientCertificateRequested: z.boolean(),
});

const facts = z.strictObject({
  service: z.strictObject({
    engine: z.string(),
    version: z.string().nullable(),
    identity: z.record(z.string(), z.string()),
    name: z.string().nullable(),
  }),
  access: z.strictObject({
    proved: level,
    inferred: level,
    capabilities: z.array(z.enum(CAPABILITIES)),
    protection: z.enum(PROTECTIONS).nullable(),
    securityLayer: z.enum(['absent', 'present', 'unknown']),
    anonymous: z.strictObject({ user: z.string(), roles: texts }).nullable(),
    filtered: z.boolean(),
    control: z.enum(['passed', 'failed', 'not-asked']),
    reason: z.string().nullable(),
  }),
  settings,
  proofs,
  notes: texts,
});

const collection = z.strictObject({
  name: z.string(),
  kind: z.string(),
  records: count.nullable(),
  bytes: count.nullable(),
  created: z.string().nullable(),
  system: z.boolean(),
  state: texts,
  aliases: texts,
  fields: z.array(z.strictObject({ name: z.string(), type: z.string(), countAs: z.string().nullable() })),
  fieldsOmitted: count,
});

const egress = {
  kind: z.enum(['remote-cluster', 'snapshot-repository', 'follower', 'replica', 'client', 'member']),
  name: z.string(),
  location: z.string().nullable(),
  host: z.string().nullable(),
};

const inventory = z.strictObject({
  collections: z.array(collection),
  omitted: z.strictObject({ collections: count, reason: z.string() }).nullable(),
  egress: z.array(z.strictObject(egress)),
  signs: z.array(
    z.strictObject({
      kind: z.enum(['ransom-note', 'miner', 'wiper']),
      certainty: z.enum(['suspicious', 'confirmed']),
      collection: z.string(),
      because: texts,
    }),
  ),
  settings,
  proofs,
  notes: texts,
});

export const observation = z.strictObject({
  schema: z.literal('unlatched/observation/1'),
  endpoint,
  observedAt: z.iso.datetime(),
  outcome: z.enum(OUTCOMES),
  protection: z.enum(PROTECTIONS).nullable(),
  reason: z.string().nullable(),
  tls: tls.nullable(),
  facts: facts.nullable(),
  inventory: inventory.nullable(),
  inventoryFrom: z.string().nullable(),
  egress: z.array(z.strictObject({ ...egress, inScope: z.boolean().nullable() })),
  classes: z.array(
    z.strictObject({
      collection: z.string(),
      field: z.string(),
      class: z.string(),
      family: z.string(),
      basis: z.enum(['name', 'values', 'both']),
      share: z.number().nullable(),
      identifying: z.boolean(),
    }),
  ),
  lookedFor: z.array(
    z.strictObject({
      class: z.string(),
      found: z.boolean(),
      basis: z.enum(['field-names', 'field-names-and-sampled-values']),
      collections: count,
      notInspected: texts,
    }),
  ),
  measurement: z
    .strictObject({
      collection: z.string(),
      field: z.string(),
      distinct: count.nullable(),
      approximate: z.boolean(),
      skipped: z.string().nullable(),
      exchange: count.nullable(),
    })
    .nullable(),
  heard: z.string().nullable(),
  evidence: z.array(
    z.strictObject({
      exchange: count,
      name: z.string(),
      safety: z.enum(SAFETY_CLASSES),
      request: z.string(),
      response: z.string(),
      sha256: z.string(),
    }),
  ),
  sent: z.strictObject({ requests: count, bytes: count, received: count }),
}) satisfies z.ZodType<Observation>;

/** The last line of a file of observations. */
export const auditLine = z.strictObject({
  schema: z.literal('unlatched/audit/1'),
  id: z.string(),
  toolVersion: z.string(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  depth: z.enum(DEPTHS),
  incompleteBecause: z.enum(['interrupted', 'deadline']).nullable(),
  vantage: z.strictObject({ name: z.string(), kind: z.enum(['loopback', 'private', 'public']) }),
  scope: z.strictObject({ allow: texts, deny: texts, public: texts }),
  tried: count,
  refusals: z.array(
    z.strictObject({
      target: z.string(),
      source,
      host: z.string(),
      address: z.string().nullable(),
      port: count.nullable(),
      code: z.string(),
      reason: z.string(),
      required: z.boolean(),
    }),
  ),
  notReached: z.array(
    z.strictObject({
      target: z.string(),
      source,
      host: z.string(),
      port: count.nullable(),
      reason: z.string(),
    }),
  ),
  defects: z.array(z.strictObject({ at: z.string(), message: z.string() })),
}) satisfies z.ZodType<Omit<Audited, 'observations'> & { schema: 'unlatched/audit/1' }>;

export type AuditLine = z.infer<typeof auditLine>;
