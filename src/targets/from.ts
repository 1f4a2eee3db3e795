import type { Known } from '../model/discovered.ts';
import { knownLabel } from '../model/discovered.ts';
import type { Target } from '../model/endpoint.ts';
import { Diagnostic } from '../support/diagnostic.ts';
import { escapeText } from '../support/escape.ts';
import { KnownEndpoints, type PortOwners, type Sighting } from './known.ts';
import { parseTarget } from './parse.ts';
import { SourceFile } from './source-file.ts';

/** What a source is handed: its file, and where to put what it finds. */
export interface Reading {
  readonly source: SourceFile;
  readonly add: (sighting: Sighting) => void;
  readonly note: (line: number, what: string) => void;
  /** The port that the engine of an image, or of another word, is asked at; null: it is no engine. */
  readonly usualPort: (word: string) => number | null;
}

type Reader = (reading: Reading) => Promise<void>;

/** The kinds of `--from`. Each is loaded when it is named. */
const KINDS: Readonly<Record<string, () => Promise<{ readonly read: Reader }>>> = {
  compose: () => import('./sources/compose.ts'),
  kubernetes: () => import('./sources/kubernetes.ts'),
  nmap: () => import('./sources/nmap.ts'),
  masscan: () => import('./sources/masscan.ts'),
  naabu: () => import('./sources/naabu.ts'),
  rustscan: () => import('./sources/rustscan.ts'),
  env: () => import('./sources/env.ts'),
  prometheus: () => import('./sources/prometheus.ts'),
  ss: () => import('./sources/ss.ts'),
  hosts: () => import('./sources/hosts.ts'),
  proc: () => import('./sources/proc.ts'),
};

/** Where a source usually is, so that its kind is enough. */
const USUAL: Readonly<Record<string, string>> = { proc: '/proc/net', hosts: '/etc/hosts' };

/** Reads all that `--from KIND:PATH` names. Throws a `Diagnostic` with file, line and column for what cannot be read. */
export async function readKnown(
  from: readonly string[],
  stdin: NodeJS.ReadableStream | null,
  owners: PortOwners,
): Promise<Known> {
  const known = new KnownEndpoints(owners);
  for (const written of new Set(from)) {
    const { kind, file } = parseFrom(written);
    const source = new SourceFile(file, stdin);
    const before = known.size;
    const { read } = await (KINDS[kind] as NonNullable<(typeof KINDS)[string]>)();
    await read({
      source,
      add: (sighting) => known.add(kind, sighting.file ?? file, sighting),
      note: (line, what) => known.note(`${file}:${line}`, what),
      usualPort: (word) => known.usualPort(word),
    });
    if (known.size === before) known.note(file, `nothing that is not known already was found in it as ${kind}`);
  }
  return known.result();
}

/** The known endpoints as targets of an import, which name nothing and so allow nothing. What is inside is not among them. */
export function targetsOfKnown({ endpoints }: Known): Target[] {
  return endpoints
    .filter(({ bound }) => bound !== 'inside')
    .map((endpoint) => {
      const [at] = endpoint.sources;
      const source = at === undefined ? null : { file: at.file, line: at.line };
      return { ...parseTarget(knownLabel(endpoint), source), tls: endpoint.tls, imported: true };
    });
}

function parseFrom(written: string): { kind: string; file: string } {
  const colon = written.indexOf(':');
  const kind = colon === -1 ? written : written.slice(0, colon);
  const file = colon === -1 ? '' : written.slice(colon + 1);
  if (!Object.hasOwn(KINDS, kind)) {
    throw new Diagnostic(`"${escapeText(kind, 80)}" is no kind of source`, {
      where: '--from',
      mend: `write KIND:PATH with one of: ${Object.keys(KINDS).join(', ')}`,
    });
  }
  const path = file === '' ? USUAL[kind] : file;
  if (path !== undefined) return { kind, file: path };
  throw new Diagnostic(`${kind} needs a file`, {
    where: '--from',
    mend: `write --from ${kind}:PATH, or ${kind}:- for standard input`,
  });
}
