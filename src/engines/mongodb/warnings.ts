import type { Json } from '../../model/request.ts';
import { parseJson } from '../../support/bounded-json.ts';
import { at, count, texts } from '../../wire/json.ts';
import { type Answer, succeeded } from './speak.ts';

export interface Warnings {
  /** False: the server itself warned that access control is off. */
  readonly accessControl: boolean | null;
  readonly runsAsRoot: boolean | null;
}

/** Numbers that the messages have since 4.4; before, they are lines of text. */
const ACCESS_CONTROL = 22_120;
const ROOT = 22_138;

/** What a server wrote into its own log when it was started. */
export function warningsOf(answer: Answer): Warnings {
  const { log } = answer.document;
  if (!succeeded(answer) || !Array.isArray(log)) return { accessControl: null, runsAsRoot: null };
  const lines = texts(log).slice(0, 200);
  const says = (id: number, line: RegExp) => lines.some((one) => idOf(one) === id || line.test(one));
  return {
    accessControl: says(ACCESS_CONTROL, /\*\* WARNING: Access control is not enabled for the database\.?\s*$/)
      ? false
      : null,
    runsAsRoot: says(ROOT, /\*\* WARNING: You are running this process as the root user/) ? true : null,
  };
}

function idOf(line: string): number | null {
  return count(at(parseJson(line) as Json | undefined, 'id'));
}
