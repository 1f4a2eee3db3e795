import { type Heard, isBusy, isHttp, isRefusal, unheard } from '../../families/rest/answers.ts';
import type { Failure, Reply } from '../../model/channel.ts';
import type { Json } from '../../model/request.ts';
import { at, count, list, text } from '../../wire/json.ts';

/** `refused`: a login is wanted, or the right is missing. `missing`: there is no such file. `standby`: another NameNode is in charge. */
export type Meaning = 'open' | 'refused' | 'missing' | 'standby' | 'unsupported' | 'busy' | 'odd' | 'failed';

export interface Answer extends Heard<Meaning> {
  /** True where it is the file's rights that refuse, and not the lack of a login. */
  readonly byRights: boolean;
}

export function readAnswer(reply: Reply | Failure): Answer {
  if (!isHttp(reply)) return { ...unheard(reply), byRights: false };
  const { status, exchange } = reply;
  const json = reply.json();
  const exception = text(at(json, 'RemoteException', 'exception'));
  const said = `HTTP ${status}${exception === null ? '' : ` ${exception.slice(0, 80)}`}`;
  return {
    json,
    exchange,
    byRights: exception === 'AccessControlException',
    said,
    meaning: meaningOf(status, exception),
  };
}

function meaningOf(status: number, exception: string | null): Meaning {
  if (status === 200) return 'open';
  if (exception === 'StandbyException' || exception === 'RetriableException') return 'standby';
  if (isBusy(status)) return 'busy';
  if (isRefusal(status)) return 'refused';
  if (status === 404) return exception === 'FileNotFoundException' ? 'missing' : 'unsupported';
  return status === 400 ? 'unsupported' : 'odd';
}

export interface Entry {
  readonly name: string;
  readonly directory: boolean;
  readonly bytes: number;
  /** Names in it, where it is a directory and the server tells. */
  readonly children: number | null;
  readonly owner: string;
  /** As `chmod` takes it: `755`. */
  readonly permission: string;
}

export interface Listing {
  readonly entries: readonly Entry[];
  /** Names behind the end of the page. */
  readonly remaining: number;
}

/** A page of a directory, or all of it from servers that know no pages; null where it is none. */
export function readListing(json: Json | undefined): Listing | null {
  const page = at(json, 'DirectoryListing', 'partialListing', 'FileStatuses', 'FileStatus');
  const all = at(json, 'FileStatuses', 'FileStatus');
  if (!Array.isArray(page) && !Array.isArray(all)) return null;
  return {
    entries: list(page ?? all).flatMap(entryOf),
    remaining: count(at(json, 'DirectoryListing', 'remainingEntries')) ?? 0,
  };
}

function entryOf(json: Json): Entry[] {
  const name = text(at(json, 'pathSuffix'));
  const type = text(at(json, 'type'));
  if (name === null || type === null) return [];
  return [
    {
      name,
      directory: type === 'DIRECTORY',
      bytes: count(at(json, 'length')) ?? 0,
      children: count(at(json, 'childrenNum')),
      owner: text(at(json, 'owner')) ?? '',
      permission: text(at(json, 'permission')) ?? '',
    },
  ];
}

/** An attribute of the one bean that was asked for. */
export function readBean(json: Json | undefined, name: string, attribute: string): Json | undefined {
  const [bean] = list(at(json, 'beans'));
  return text(at(bean, 'name')) === `Hadoop:service=NameNode,name=${name}` ? at(bean, attribute) : undefined;
}
