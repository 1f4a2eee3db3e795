import { s3Admin } from '../../seeds/s3/admin.ts';
import type { LabServer, LabState } from '../../test/kit/lab-state.ts';

function server(target: string): LabServer {
  const minio = target.startsWith('minio');
  const tls = target === 'minio-tls';
  return {
    docker: 's3',
    product: minio ? 'MinIO' : 'SeaweedFS',
    target,
    ports: minio ? [9000, 9001] : [8333, 8888, 9333],
    tls,
    ready: 'listening',
    memory: 0.75,
    admin: ({ host, port }) => s3Admin(`${tls ? 'https' : 'http'}://${host}:${port}`),
  };
}

type Expect = LabState['expect'];
type More = Partial<Pick<LabState, 'ci' | 'door' | 'path'>>;

function state(name: string, at: LabServer, variant: string, expect: Expect, more: More = {}): LabState {
  const base = { name: `s3/${name}`, server: at, variant, front: null, door: at.ports[0], path: '/', ci: false };
  return { ...base, expect, ...more };
}

/** MinIO tells its version to nobody. */
function open(more: Partial<Expect> = {}): Expect {
  return {
    outcome: 'exposed',
    engine: 's3',
    version: null,
    level: 'read',
    inferred: 'read',
    protection: null,
    classes: ['email'],
    rules: ['s3/anonymous-read'],
    counted: true,
    ...more,
  };
}

function locked(more: Partial<Expect> = {}): Expect {
  return open({
    outcome: 'protected',
    level: 'banner',
    inferred: 'banner',
    protection: 'authentication',
    classes: [],
    rules: [],
    counted: false,
    ...more,
  });
}

const minio = server('minio-locked');
const seaweed = { open: server('seaweedfs-open'), locked: server('seaweedfs-locked') };
const SHOP = { path: '/shop/' };
const WEED = { version: '4.48' };

export const states: readonly LabState[] = [
  // A bucket that everybody may list, read and write; of the last its policy says nothing to a visitor.
  state('minio-public', minio, 'files', open(), SHOP),
  state('minio-read', minio, 'read', open(), SHOP),
  state('minio-everything', minio, 'everything', open({ inferred: 'admin', rules: ['s3/anonymous-admin'] }), SHOP),
  state('minio-object', minio, 'object', open({ classes: [] }), {
    path: '/shop/report.csv/',
  }),
  state(
    'minio-empty',
    minio,
    'empty',
    open({ level: 'metadata', inferred: 'metadata', classes: [], rules: ['s3/anonymous-metadata'] }),
    SHOP,
  ),
  state('minio-ransom', minio, 'ransom', open({ classes: [], rules: ['s3/anonymous-read', 's3/ransom-note'] }), SHOP),
  state('minio-locked', minio, 'unlisted', locked()),
  state('minio-locked-bucket', minio, 'unlisted', locked(), SHOP),
  // What lies behind its login is at the other port.
  state('minio-console', minio, 'unlisted', locked(), { door: 9001 }),
  state('minio-tls', server('minio-tls'), 'unlisted', locked()),
  // Nobody is asked who they are; a bucket that somebody made is listed to him alone, and open to all by its name.
  state(
    'seaweedfs-open',
    seaweed.open,
    'unlisted',
    open({ ...WEED, level: 'metadata', inferred: 'admin', classes: [], rules: ['s3/anonymous-admin'] }),
  ),
  state('seaweedfs-open-bucket', seaweed.open, 'bare', open(WEED), SHOP),
  state(
    'seaweedfs-anonymous-limited',
    server('seaweedfs-anonymous-limited'),
    'bare',
    open({ ...WEED, protection: 'authentication' }),
    { ci: true },
  ),
  state('seaweedfs-locked', seaweed.locked, 'unlisted', locked(WEED), { ci: true }),
  // The side doors of the same server, which know none of its keys.
  state(
    'seaweedfs-filer',
    seaweed.locked,
    'bare',
    open({ ...WEED, classes: [], rules: ['s3/anonymous-read', 's3/side-door'] }),
    { door: 8888 },
  ),
  state(
    'seaweedfs-master',
    seaweed.locked,
    'volumes',
    open({
      ...WEED,
      level: 'metadata',
      inferred: 'metadata',
      classes: [],
      rules: ['s3/anonymous-metadata', 's3/side-door'],
    }),
    { door: 9333 },
  ),
];
