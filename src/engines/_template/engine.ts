/**
 * TITLE, and which versions of it.
 *
 * What it sends, and why that reads only. What is inferred and never tried.
 * Wire format: where the vendor describes it.
 */
import type { Channel, Failure, HttpReply, Reply } from '../../model/channel.ts';
import type { Claim, Engine } from '../../model/engine.ts';
import { type AccessFacts, provedLevel } from '../../model/facts.ts';
import type { RequestTable } from '../../model/request.ts';

const ID = '_template';

const requests = {
  root: {
    kind: 'http',
    safety: 'identify',
    from: 'identify',
    method: 'GET',
    path: '/',
    why: 'which server, which version',
    maxBytes: 64 * 1024,
  },
  control: {
    kind: 'http',
    safety: 'identify',
    from: 'access',
    method: 'GET',
    path: '/collections/{control}',
    why: 'the control: a collection that cannot exist has to be missing, otherwise no success is believed',
    maxBytes: 64 * 1024,
  },
  collections: {
    kind: 'http',
    safety: 'metadata',
    from: 'access',
    method: 'GET',
    path: '/collections',
    why: 'names of the collections',
  },
} as const satisfies RequestTable;

type Table = typeof requests;

export const engine: Engine<Table> = {
  id: ID,
  title: 'TITLE',
  ports: [{ port: 1, transport: 'tcp', tls: 'plain', role: 'http' }],
  requests,
  identify: [{ request: 'root', claim }],
  levels: {
    banner: 'version',
    metadata: 'names of collections',
    read: 'records of a named collection are counted',
    write: 'privileges to write, by the server’s own answer',
    admin: 'privileges to manage, or no security layer at all',
  },
  tested: 'replayed',
  access,
};

/** Reads the shape of the whole answer, never a word found in it. */
function claim(reply: Reply | Failure): Claim | null {
  if (!reply.ok || reply.kind !== 'http') return null;
  const version = versionOf(reply);
  return version === null ? null : { engine: ID, confidence: 'certain', version, because: 'the banner', role: 'http' };
}

function versionOf(reply: HttpReply): string | null {
  const json = reply.json();
  if (typeof json !== 'object' || json === null || !('version' in json)) return null;
  return typeof json.version === 'string' ? json.version : null;
}

/** Three answers: a refusal (protected), a success (that much is open), anything else (unknown, and the reason is said). */
async function access(
  channel: Channel<Table>,
  { claim: { version }, tokens }: Parameters<Engine<Table>['access']>[1],
): Promise<AccessFacts> {
  const control = await channel.ask('control', { control: tokens.control });
  const listed = await channel.ask('collections');
  const refused = listed.ok && (listed.status === 401 || listed.status === 403);
  const honeypot = control.ok && control.status === 200;
  const open = listed.ok && listed.status === 200 && Array.isArray(listed.json()) && !honeypot;
  const level = provedLevel(['banner', true], ['metadata', open]);
  const settled = open || refused;
  return {
    service: { engine: ID, version, identity: {}, name: null },
    access: {
      proved: settled ? level : 'unknown',
      inferred: settled ? level : 'unknown',
      capabilities: open ? ['identify', 'list-collections'] : ['identify'],
      protection: refused ? 'authentication' : null,
      securityLayer: refused ? 'present' : 'unknown',
      anonymous: null,
      filtered: false,
      control: honeypot ? 'failed' : 'passed',
      reason: settled ? null : 'neither data nor a refusal was seen',
    },
    settings: {},
    proofs: { control: [control.exchange], ...(open ? { 'list-collections': [listed.exchange] } : {}) },
    notes: [],
  };
}
