import type { Rule } from '../model/rule.ts';
import { Diagnostic } from '../support/diagnostic.ts';
import type { RuleText, ShippedRules } from '../support/shipped-rules.ts';
import { digestOf, readText, shippedRules } from '../support/shipped-rules.ts';
import { bindRules } from './bind.ts';
import type { CommonFile, RuleFile, VersionsFile } from './schema.ts';
import { staleWarning, versionRules } from './versions.ts';

/** The rules of an audit. Conditions are compiled when an endpoint first needs them. */
export interface RuleSet {
  readonly rules: readonly Rule[];
  readonly count: number;
  /** `sha256:…` over all files that judging depends on. */
  readonly digest: string;
  /** Tables of versions that are older than half a year at a time, in words. */
  warnings(now: Date): string[];
}

/**
 * Loads the shipped rules and the user's own files. Throws a Diagnostic that names file, line and column. The user's conditions
 * are compiled here; shipped ones are by `rules lint` and the tests.
 */
export async function loadRules(options: { readonly extra?: readonly string[] } = {}): Promise<RuleSet> {
  const [files, extra] = await Promise.all([shippedRules(), Promise.all((options.extra ?? []).map(readExtra))]);
  const shipped = sourcesOf(files);
  const rules = [...bindRules(shipped), ...shipped.versions.flatMap(versionRules)];
  if (extra.length > 0) {
    const { extraRules } = await import('./extra.ts');
    rules.push(...extra.flatMap((text) => extraRules(text, rules)));
  }
  return {
    rules,
    count: rules.length,
    digest: digestOf([...files.texts, ...extra]),
    warnings: (now) => shipped.versions.flatMap((table) => staleWarning(table, now) ?? []),
  };
}

async function readExtra(file: string): Promise<RuleText> {
  try {
    return await readText(file, file);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unreadable';
    throw new Diagnostic(`cannot read the rules in ${file} (${code})`, {
      where: '--rules',
      mend: 'name a YAML file of rules',
      cause,
    });
  }
}

interface Shipped {
  readonly common: CommonFile;
  readonly engines: readonly RuleFile[];
  readonly versions: readonly VersionsFile[];
}

/** Without the schema: the shipped files are held against it by the tests, and zod costs a closed port's scan 40 ms. */
function sourcesOf(files: ShippedRules): Shipped {
  const names = files.texts.map(({ name }) => name);
  const read = <T>(wanted: (name: string) => boolean): T[] =>
    names.filter(wanted).map((name) => files.parsed(name) as T);
  return {
    common: files.parsed('common.yaml') as CommonFile,
    engines: read<RuleFile>((name) => !name.includes('/') && name !== 'common.yaml'),
    versions: read<VersionsFile>((name) => name.startsWith('versions/')),
  };
}
