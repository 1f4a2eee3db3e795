import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';

/** SCRAM-SHA-256 with an empty password (RFC 7677): what is proved is that there is none. */

/** The same in every audit: a secret that is empty needs no fresh number to hide behind. */
const NONCE = 'unlatched0audit0';
const USER = 'admin';
/** What the server names is computed here: more rounds than any server has by itself are not. */
const MOST_ROUNDS = 20_000;

const BARE = `n=${USER},r=${NONCE}`;

export const CLIENT_FIRST = `n,,${BARE}`;

/** Whether a server's challenge is one that can be answered. */
export function isChallenge(challenge: string): boolean {
  return partsOf(challenge) !== null;
}

function partsOf(challenge: string): { nonce: string; salt: Buffer; rounds: number } | null {
  const [, nonce, salt, rounds] =
    /^r=([\u0021-\u002b\u002d-\u007e]{17,200}),s=([A-Za-z0-9+/=]{4,200}),i=(\d{1,6})$/.exec(challenge) ?? [];
  if (nonce === undefined || salt === undefined || !nonce.startsWith(NONCE)) return null;
  const count = Number(rounds);
  return count < 1 || count > MOST_ROUNDS ? null : { nonce, salt: Buffer.from(salt, 'base64'), rounds: count };
}

/** The answer to a challenge. Throws where it is none. */
export function clientFinal(challenge: string): string {
  const parts = partsOf(challenge);
  if (parts === null) throw new TypeError('no challenge of SCRAM');
  const salted = pbkdf2Sync('', parts.salt, parts.rounds, 32, 'sha256');
  const key = hmac(salted, 'Client Key');
  const bare = `c=biws,r=${parts.nonce}`;
  const signature = hmac(createHash('sha256').update(key).digest(), `${BARE},${challenge},${bare}`);
  const proof = Buffer.from(key.map((byte, index) => byte ^ (signature[index] ?? 0)));
  return `${bare},p=${proof.toString('base64')}`;
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
