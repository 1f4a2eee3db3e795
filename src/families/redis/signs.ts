import type { Collection, Setting, Sign } from '../../model/facts.ts';
import { lookForNames } from '../notes/names.ts';

/** Keys whose values are written into cron or into the list of login keys when a snapshot is made. */
const LOADER = /^(?:backup[1-4]|crackit\d?|trojan\d?|weapon)$/i;
/** Where a snapshot becomes a program that runs, or a key that opens the host. */
const RUNS = /^(?:\/var\/spool\/cron|\/etc\/cron|\/root\/\.ssh|\/home\/[^/]+\/\.ssh|\/var\/www)/;
const RUN_FILE = /^(?:authorized_keys\d?|root|crontab|[\w.-]+\.(?:so|php|sh))$/i;
/** Modules that run commands of the host, as the rogue-master tools load them. */
const EXECUTES = new Set(['system', 'exp', 'module_exec', 'rootkit', 'redis_exec']);

/** A store in which so few keys are left beside a note has been emptied. */
const FEW = 20;

/** Signs by names, counts and settings: no value is read, so that a note is never more than suspicious unless the store is empty beside it. */
export function lookForSigns(of: {
  readonly collections: readonly Collection[];
  readonly keys: number;
  readonly settings: Readonly<Record<string, Setting>>;
  readonly modules: readonly string[];
}): Sign[] {
  const few = of.keys <= FEW;
  const loaders = of.collections.filter(({ name }) => LOADER.test(withoutDatabase(name)));
  const signs = of.collections.flatMap((collection): Sign[] =>
    lookForNames([{ ...collection, name: withoutDatabase(collection.name) }]).map((sign) => ({
      ...sign,
      collection: collection.name,
      because: few ? [...sign.because, 'few-keys'] : sign.because,
    })),
  );
  for (const { name } of loaders) {
    const because = ['name', ...(loaders.length > 1 ? ['its-kin-beside-it'] : []), ...(few ? ['few-keys'] : [])];
    signs.push({ kind: 'miner', certainty: 'suspicious', collection: name, because });
  }
  const directory = String(of.settings['snapshotDirectory'] ?? '');
  const file = String(of.settings['snapshotFile'] ?? '');
  const reasons = [
    ...(RUNS.test(directory) ? ['snapshot-directory'] : []),
    ...(RUN_FILE.test(file) ? ['snapshot-file'] : []),
  ];
  if (reasons.length > 0) {
    const both = reasons.length > 1;
    signs.push({
      kind: 'miner',
      certainty: both ? 'confirmed' : 'suspicious',
      collection: `${directory}/${file}`,
      because: reasons,
    });
  }
  for (const module of of.modules.filter((name) => EXECUTES.has(name))) {
    signs.push({ kind: 'miner', certainty: 'confirmed', collection: module, because: ['module'] });
  }
  return signs;
}

function withoutDatabase(name: string): string {
  return name.replace(/^db\d+\./, '');
}
