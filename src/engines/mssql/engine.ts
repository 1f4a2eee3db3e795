/**
 * Microsoft SQL Server, from 2000 on, and what speaks TDS 7 as it does: Azure SQL, Babelfish.
 *
 * What it sends: PRELOGIN, the message with which every client begins, and nothing else. The answer tells the version and what
 * is encrypted. TDS has no session without a login: what the server takes next is LOGIN7. None is sent, since failed logins
 * alert and can lock accounts; whether an account has an empty one is not known then, and said. Packets of TLS inside of PRELOGIN are
 * not spoken either, so that the certificate is not seen.
 * Wire format: https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-tds/60f56408-0188-4cd5-8b90-25c6f2423868
 *
 * **Settings**: `encryption` (`required`, `login`: only the login, `none`), `encryptsWithin` (flag: at least the login is
 * encrypted, in packets of the protocol), `release` (`2019`; null where the version is of no year). **Proofs**: `banner`,
 * `refusal` (the same exchange: its answer is the demand for a login), `encryption`.
 */
import type { Channel, Failure, Reply } from '../../model/channel.ts';
import type { Claim, Engine, ProbeContext } from '../../model/engine.ts';
import type { AccessFacts } from '../../model/facts.ts';
import type { RequestTable } from '../../model/request.ts';
import { type Prelogin, QUESTION, readPrelogin, releaseOf, responseLength } from './prelogin.ts';

const requests = {
  prelogin: {
    kind: 'stream',
    safety: 'greeting',
    from: 'identify',
    fresh: true,
    encode: () => QUESTION,
    length: responseLength,
    says: 'PRELOGIN: encryption as the server wishes',
    tells,
    why: 'which version, and what is encrypted; a login is the only thing that the server takes after it, and none is sent',
    maxBytes: 4 * 1024,
  },
} as const satisfies RequestTable;

export const engine: Engine<typeof requests> = {
  id: 'mssql',
  title: 'Microsoft SQL Server',
  ports: [{ port: 1433, transport: 'tcp', tls: 'plain', role: 'server' }],
  requests,
  identify: [{ request: 'prelogin', claim }],
  levels: {
    banner: 'version, and what is encrypted',
    metadata: 'not without a login, which is not tried',
    read: 'not without a login, which is not tried',
    write: 'not without a login, which is not tried',
    admin: 'not without a login, which is not tried',
  },
  tested: 'replayed',
  asksAlways: true,
  access,
};

function preloginIn(reply: Reply | Failure): Prelogin | null {
  return reply.ok && reply.kind === 'bytes' ? readPrelogin(reply.bytes) : null;
}

function tells(answer: Uint8Array): string {
  const read = readPrelogin(answer);
  return read === null ? 'no whole answer to PRELOGIN' : `version ${read.version}, ${ENCRYPTED[read.encryption]}`;
}

const ENCRYPTED: Readonly<Record<Prelogin['encryption'], string>> = {
  required: 'everything is encrypted',
  login: 'the login is encrypted, the rest is not',
  none: 'nothing is encrypted',
};

function claim(reply: Reply | Failure): Claim | null {
  const read = preloginIn(reply);
  if (read === null) return null;
  const because = 'PRELOGIN is answered with a version and what is encrypted';
  return { engine: 'mssql', confidence: 'certain', version: read.version, because, role: 'server' };
}

async function access(channel: Channel<typeof requests>, context: ProbeContext): Promise<AccessFacts> {
  const reply = await channel.ask('prelogin');
  const { exchange } = reply;
  const read = preloginIn(reply);
  return {
    service: { engine: 'mssql', version: read?.version ?? context.claim.version, identity: {}, name: null },
    access: {
      proved: read === null ? 'unknown' : 'banner',
      inferred: read === null ? 'unknown' : 'banner',
      capabilities: read === null ? [] : ['identify'],
      protection: read === null ? null : 'authentication',
      securityLayer: read === null ? 'unknown' : 'present',
      anonymous: null,
      filtered: false,
      control: 'not-asked',
      reason: read === null ? `PRELOGIN was answered with: ${reply.ok ? 'another shape' : reply.message}` : null,
    },
    settings: {
      encryption: read?.encryption ?? null,
      encryptsWithin: read === null ? null : read.encryption !== 'none',
      release: read === null ? null : releaseOf(read.version),
    },
    proofs: read === null ? {} : { banner: [exchange], refusal: [exchange], encryption: [exchange] },
    notes:
      read === null
        ? []
        : ['no login was tried: whether the password of an account, such as sa, is empty is not known'],
  };
}
