import type { Params, StreamRequest } from '../../model/request.ts';
import { stompFrame, stompFrames, stompLength } from '../../wire/stomp.ts';

/** The name of a user or client of ours. */
export function wordOf(value: Params[string] | undefined): string {
  const name = String(value);
  if (!/^[\w-]{1,60}$/.test(name)) throw new TypeError(`"${name}" is no word of a question to a broker`);
  return name;
}

/** Frames by their commands, and what an error says; of a message nothing but that it came. */
export function tellStomp(answer: Uint8Array): string {
  const frames = stompFrames(answer);
  const messages = frames.filter(({ command }) => command === 'MESSAGE').length;
  const said = frames
    .filter(({ command }) => command !== 'MESSAGE')
    .map(({ command, headers }) => [command, headers.get('server') ?? headers.get('message') ?? ''].join(' ').trim());
  return [...said, ...(messages > 0 ? [`MESSAGE (${messages})`] : [])].join(', ').slice(0, 400);
}

const CONNECT = { 'accept-version': '1.1,1.2', host: 'localhost', 'heart-beat': '0,0' } as const;
const DISCONNECT = stompFrame('DISCONNECT', {});

const enters = {
  kind: 'stream',
  opens: true,
  ungreeted: true,
  length: stompLength,
  farewell: (answer: Uint8Array) => (stompFrames(answer)[0]?.command === 'CONNECTED' ? DISCONNECT : null),
  tells: tellStomp,
  maxBytes: 64 * 1024,
} as const satisfies Partial<StreamRequest>;

/** How brokers that speak STOMP are entered: what several engines share of their tables. */
export const stompRequests = {
  stomp: {
    ...enters,
    safety: 'greeting',
    from: 'identify',
    encode: () => stompFrame('CONNECT', CONNECT),
    says: 'STOMP CONNECT without a login',
    why: 'which broker, and whether a visitor without a name is let in',
  },
  'stomp-control': {
    ...enters,
    safety: 'login',
    from: 'access',
    encode: ({ control }: Params) => stompFrame('CONNECT', { ...CONNECT, login: wordOf(control), passcode: '' }),
    says: 'STOMP CONNECT as {control}, with an empty password',
    why: 'a user who cannot exist: whether anybody at all is let in',
  },
} as const satisfies Record<string, StreamRequest>;
