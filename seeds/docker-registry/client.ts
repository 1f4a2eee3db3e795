import { createHash } from 'node:crypto';
import { Agent, request } from 'undici';

/** A registry that the lab fills. It is spoken to as its administrator, never through unlatched's own code. */
export interface Store {
  ask(path: string): Promise<unknown>;
  /** Digest of a tag's manifest. */
  digest(repository: string, tag: string): Promise<string>;
  /** An image of one layer, with this environment. */
  push(repository: string, tag: string, environment: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export interface StoreAddress {
  /** `http://127.0.0.1:5000` */
  readonly url: string;
  /** The password of `lab`; null where nobody is asked. */
  readonly password: string | null;
}

const MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json';

export function openStore({ url, password }: StoreAddress): Store {
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  const login: Record<string, string> =
    password === null ? {} : { authorization: `Basic ${Buffer.from(`lab:${password}`).toString('base64')}` };
  const send = async (method: 'GET' | 'HEAD' | 'POST' | 'PUT', path: string, body: Buffer | null, type: string) => {
    const answer = await request(path.startsWith('http') ? path : `${url}${path}`, {
      dispatcher,
      method,
      headers: { ...login, accept: MANIFEST, ...(body === null ? {} : { 'content-type': type }) },
      body,
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 400) throw new Error(`${path}: ${answer.statusCode} ${text.slice(0, 200)}`);
    return { text, headers: answer.headers };
  };
  const blob = async (repository: string, bytes: Buffer): Promise<{ digest: string; size: number }> => {
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    const { headers } = await send('POST', `/v2/${repository}/blobs/uploads/`, null, '');
    const place = new URL(String(headers['location']), url);
    place.searchParams.set('digest', digest);
    await send('PUT', place.href, bytes, 'application/octet-stream');
    return { digest, size: bytes.length };
  };
  return {
    ask: async (path) => JSON.parse((await send('GET', path, null, '')).text) as unknown,
    digest: async (repository, tag) =>
      String((await send('HEAD', `/v2/${repository}/manifests/${tag}`, null, '')).headers['docker-content-digest']),
    async push(repository, tag, environment) {
      const layer = await blob(repository, Buffer.from('made up layer'));
      const settings = { architecture: 'amd64', os: 'linux', config: { Env: environment, Labels: { version: tag } } };
      const config = await blob(repository, Buffer.from(JSON.stringify(settings)));
      const manifest = {
        schemaVersion: 2,
        mediaType: MANIFEST,
        config: { mediaType: 'application/vnd.docker.container.image.v1+json', ...config },
        layers: [{ mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip', ...layer }],
      };
      await send('PUT', `/v2/${repository}/manifests/${tag}`, Buffer.from(JSON.stringify(manifest)), MANIFEST);
    },
    close: () => dispatcher.close(),
  };
}
