import { generate } from 'selfsigned';

export interface Pem {
  readonly key: string;
  readonly cert: string;
}

const DAY = 24 * 60 * 60 * 1000;

async function make(name: string, notBefore: number, notAfter: number, addresses: readonly string[]): Promise<Pem> {
  const made = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(notBefore),
    notAfterDate: new Date(notAfter),
    extensions: [
      {
        name: 'subjectAltName',
        altNames: [{ type: 2, value: name }, ...addresses.map((ip) => ({ type: 7 as const, ip }))],
      },
    ],
  });
  return { key: made.private, cert: made.cert };
}

/** Good for `localhost` and 127.0.0.1, signed by itself. */
export const goodCertificate = (): Promise<Pem> =>
  make('localhost', Date.now() - DAY, Date.now() + 30 * DAY, ['127.0.0.1']);

export const expiredCertificate = (): Promise<Pem> =>
  make('localhost', Date.now() - 60 * DAY, Date.now() - 30 * DAY, ['127.0.0.1']);

export const otherNameCertificate = (): Promise<Pem> =>
  make('somewhere-else.example', Date.now() - DAY, Date.now() + 30 * DAY, []);
