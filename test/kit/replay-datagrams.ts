import type { Transcript, TranscriptExchange } from '../../src/model/transcript.ts';
import { datagrams } from './datagrams.ts';
import type { Replay, Spoil } from './replay.ts';

const NOISE = 80;

/** The datagrams of an answer, as they came. */
export function datagramsOf(answer: TranscriptExchange['answer']): Buffer[] {
  return 'datagrams' in answer ? answer.datagrams.map((hex) => Buffer.from(hex, 'hex')) : [];
}

/**
 * Answers datagrams as the transcript says, and others with silence. Cut: the datagram within which the cut lies is shorter, and none
 * follows. In pieces: the last comes first. Grown: zeros come before the answer.
 */
export async function replayDatagrams({ exchanges }: Transcript, spoil: Spoil): Promise<Replay> {
  const unknown: string[] = [];
  let left = spoil.cutAfter ?? Number.POSITIVE_INFINITY;
  const server = await datagrams((question) => {
    const sent = question.toString('hex');
    const known = exchanges.find((exchange) => exchange.sent === sent);
    if (known === undefined) unknown.push(sent);
    const said = (known === undefined ? [] : datagramsOf(known.answer)).flatMap((one) => {
      const part = one.subarray(0, left);
      left -= part.length;
      return part.length === 0 ? [] : [part];
    });
    if (spoil.grown !== undefined) return [...Array.from({ length: NOISE }, () => Buffer.alloc(1_400)), ...said];
    return spoil.pieces === undefined ? said : said.toReversed();
  });
  return { port: server.port, unknown, connections: 0, close: () => server.close() };
}
