import type { Breach, SourceFile } from './tree.ts';

/** Words that a file must not hold. Plain text is judged, comments and prose included. */
interface Wording {
  readonly in: (path: string) => boolean;
  readonly pattern: RegExp;
  readonly instead: string;
}

const code = (path: string): boolean => /^(src|scripts|bench|demo|test|seeds|docker)\//.test(path);
const shown = (path: string): boolean => /^(src|rules|demo|docs|README\.md|CHANGELOG\.md)/.test(path);

export const WORDINGS: readonly Wording[] = [
  {
    in: () => true,
    pattern: /(?:^|[\s"'`(=:])(?:\/work\/|\/root\/|\/home\/[a-z]|\/Users\/[a-zA-Z]|[A-Z]:\\Users\\)/,
    instead: 'a path of somebody’s machine: make it relative, or take it from the environment',
  },
  {
    in: (path) => path === 'package-lock.json' || path.endsWith('.npmrc') || path.endsWith('.ci/run'),
    pattern: /https?:\/\/[^\s"']*\.tgz|"resolved":|\bregistry\s*=|_auth/,
    instead: 'a registry host: which registry is used is the affair of the machine that installs',
  },
  {
    in: (path) => path.startsWith('docker/') && !path.endsWith('.ts'),
    pattern:
      /--index-url|--registry\b|GOPROXY=(?!off|direct)|https?:\/\/(?:repo[0-9]*\.maven|registry\.npmjs|pypi|files\.pythonhosted)/,
    instead: 'a registry host: mvn, pip, npm and go find theirs by the configuration of the machine that builds',
  },
  {
    in: (path) => code(path) && path.endsWith('.ts'),
    pattern: /\b(?:it|test|describe)\.(?:skip|only|todo|fails)\b/,
    instead: 'a test that does not run: mend it, or drop it with the reason in the commit',
  },
  { in: code, pattern: /\b(?:TODO|FIXME|XXX|HACK)\b/, instead: 'left for later: do it, or write an issue' },
  {
    in: (path) => code(path) && path.endsWith('.ts'),
    pattern: /catch\s*(?:\([^)]*\))?\s*\{\s*(?:\/\/[^\n]*\s*)?\}|\.catch\(\s*\(\)\s*=>\s*\{\s*\}\s*\)/,
    instead: 'an error swallowed: handle it, or let it through',
  },
  {
    in: (path) => code(path) && path.endsWith('.ts'),
    pattern: /@ts-ignore|@ts-nocheck|(?:oxlint|eslint|biome)-(?:disable|ignore)(?![^\n]* -- \S)/,
    instead: 'a check switched off without its reason (`oxlint-disable-next-line RULE -- why`)',
  },
  {
    in: shown,
    pattern: /\bleak(?:ed|s)?\b/i,
    instead: 'the report knows what was reachable, not what left: “records”',
  },
  {
    in: (path) => /^(src|rules)\//.test(path) && !path.includes('/classes/'),
    pattern: /\bno passwords?\b(?! guessing)/i,
    instead: '“no field named like a password; contents not read”',
  },
];

/** Wordings that break a rule of the project, with line numbers. */
export function wordingBreaches(files: readonly SourceFile[], wordings: readonly Wording[] = WORDINGS): Breach[] {
  return files.flatMap(({ path, text }) =>
    wordings
      .filter((wording) => wording.in(path))
      .flatMap(({ pattern, instead }) =>
        [...text.matchAll(new RegExp(pattern, pattern.flags.includes('g') ? pattern.flags : `${pattern.flags}g`))].map(
          (match) => ({
            path: `${path}:${text.slice(0, match.index + match[0].length).split('\n').length}`,
            what: `${match[0].trim()}: ${instead}`,
          }),
        ),
      ),
  );
}
