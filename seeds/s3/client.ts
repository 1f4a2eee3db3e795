import { AwsClient } from 'aws4fetch';

/** An S3 that the lab fills. It is spoken to with its keys, by a client of others, never through unlatched's own code. */
export interface Store {
  /** The body; throws for an answer of 400 and above, but where nothing is there. A server that is still starting is waited for. */
  send(
    method: 'GET' | 'PUT' | 'DELETE',
    path: string,
    body?: string,
    headers?: Record<string, string>,
  ): Promise<string>;
  close(): Promise<void>;
}

const PATIENCE = 60;
const PAUSE_MILLISECONDS = 500;

export function openStore(url: string): Store {
  // The lab's certificate is nobody's: Node takes it from here on, in this process that fills the lab.
  if (url.startsWith('https:')) process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  const client = new AwsClient({
    accessKeyId: 'labkey',
    secretAccessKey: 'labsecret1',
    service: 's3',
    region: 'us-east-1',
    retries: 0,
  });
  return {
    async send(method, path, body, headers = {}) {
      for (let turn = 0; ; turn += 1) {
        const answer = await client.fetch(`${url}${path}`, {
          method,
          headers,
          ...(body === undefined ? {} : { body }),
        });
        const text = await answer.text();
        if (answer.ok || (answer.status === 404 && method !== 'PUT')) return text;
        if (answer.status < 500 || turn >= PATIENCE)
          throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 300)}`);
        await new Promise((resolve) => {
          setTimeout(resolve, PAUSE_MILLISECONDS);
        });
      }
    },
    close: () => Promise.resolve(),
  };
}
