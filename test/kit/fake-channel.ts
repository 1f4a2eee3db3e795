import type { Failure, FailureKind, HttpReply } from '../../src/model/channel.ts';
import type { Json, Params } from '../../src/model/request.ts';

/** What a fake server answers to a named request: a status with a body, or a failure. */
export type FakeAnswer =
  | { readonly status: number; readonly json?: Json; readonly text?: string; readonly headers?: Record<string, string> }
  | { readonly failure: FailureKind; readonly received?: Uint8Array };

export interface FakeChannel {
  readonly asked: readonly { readonly name: string; readonly params: Params }[];
  ask(name: string, params?: Params): Promise<HttpReply | Failure>;
}

/** In memory, for what no real server can be made to answer. Requests without an answer get a 404 in plain text. */
export function fakeChannel(
  answers: Readonly<Record<string, FakeAnswer | ((params: Params) => FakeAnswer)>>,
): FakeChannel {
  const asked: { name: string; params: Params }[] = [];
  return {
    asked,
    ask(name, params = {}) {
      const exchange = asked.length;
      asked.push({ name, params });
      const known = Object.hasOwn(answers, name) ? answers[name] : undefined;
      const answer = typeof known === 'function' ? known(params) : (known ?? { status: 404, text: 'not here' });
      return Promise.resolve(replyOf(answer, exchange));
    },
  };
}

export function replyOf(answer: FakeAnswer, exchange = 0): HttpReply | Failure {
  if ('failure' in answer) {
    const received = answer.received === undefined ? {} : { received: answer.received };
    return { ok: false, kind: answer.failure, message: `it failed: ${answer.failure}`, exchange, ...received };
  }
  const { status, json, text, headers = {} } = answer;
  return {
    ok: true,
    kind: 'http',
    exchange,
    status,
    headers,
    mediaType: headers['content-type'] ?? (json === undefined ? 'text/plain' : 'application/json'),
    text: () => text ?? JSON.stringify(json),
    json: () => json,
  };
}
