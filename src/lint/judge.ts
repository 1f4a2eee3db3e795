import type { LintFinding, Place, Reach } from '../model/lint.ts';
import type { Rule } from '../model/rule.ts';
import { versionRange } from '../rules/version-range.ts';
import type { Cause, CausesFile, Condition } from './causes.ts';
import type { Server } from './server.ts';

/** A setting's values as they come to count. `at` is null where nobody wrote it; unknown where it cannot be told. */
type Effective =
  | readonly { readonly value: string | null; readonly at: Place | null; readonly name: string }[]
  | 'unknown';

/** Where nothing tells the version, the newest is taken: what is safe by default there is not held against a file. */
const NEWEST = '9999';
/** Of one cause in one server: a file that writes it more often is told enough. */
const MOST_PLACES = 100;
const WIDE: ReadonlySet<Reach> = new Set<Reach>(['cluster-network', 'all-interfaces']);
/** What an audit can see only where it can connect: behind a guard by network it is one mistake from open. */
const REACHED =
  /^(anonymous-(admin|write|read|metadata)|open-console|trust|skip-grant-tables|unclaimed|admin-without-password)$/;
/** What is said of the way to the store, where that leads through a network that others are on. */
const ON_THE_WAY = /^(plaintext|password-in-clear)$/;

/** What the causes find in a server: one finding for each rule and place, in the order of the causes. */
export function judge(
  server: Server,
  file: CausesFile,
  rules: ReadonlyMap<string, Rule>,
): Omit<LintFinding, 'failsGate'>[] {
  const reach = reachOf(server, file);
  if (reach === 'nowhere') return [];
  const found = new Map<string, Omit<LintFinding, 'failsGate'>>();
  let opened = false;
  for (const cause of file.causes) {
    if (!holdsFor(cause, server)) continue;
    if (ON_THE_WAY.test(cause.rule) && reach !== 'all-interfaces') continue;
    const opens = REACHED.test(cause.rule);
    if (opens && opened) continue;
    for (const { at, setting } of placesOf(cause, server, file)) {
      const rule = rules.get(`${server.engine}/${opens && !WIDE.has(reach) ? 'single-layer' : cause.rule}`);
      if (rule === undefined) throw new Error(`no rule ${server.engine}/${cause.rule} for cause ${cause.id}`);
      opened ||= opens;
      const key = `${rule.id} ${at.file}:${at.line}`;
      if (found.has(key)) continue;
      found.set(key, {
        ...at,
        rule: rule.id,
        cause: `${server.engine}/${cause.id}`,
        severity: rule.severity,
        title: rule.title,
        engine: server.engine,
        server: server.name,
        setting,
        write: server.image === null ? cause.write.file : cause.write.container,
        why: cause.why,
        versions: cause.versions ?? null,
        reach,
      });
    }
  }
  return [...found.values()];
}

function holdsFor(cause: Cause, server: Server): boolean {
  if (cause.engines !== undefined && !cause.engines.includes(server.engine)) return false;
  if (cause.in !== undefined && (cause.in === 'file') !== (server.image === null)) return false;
  return cause.versions === undefined || versionRange(cause.versions)(server.version ?? NEWEST);
}

/** Where the first alternative that holds is written; without a written setting in it, where the server is named. */
function placesOf(cause: Cause, server: Server, file: CausesFile): { at: Place; setting: string }[] {
  for (const alternative of cause.when) {
    const judged = Object.entries(alternative).map(([name, condition]) => {
      const effective = effectiveOf(name, server, file);
      return { name, condition, effective, matching: effective === 'unknown' ? null : matchesOf(effective, condition) };
    });
    if (judged.some(({ matching }) => matching === null)) continue;
    const places = judged.flatMap(({ matching }) => matching ?? []).filter(({ at }) => at !== null);
    const first = places[0];
    if (first !== undefined) {
      return places
        .filter(({ name }) => name === first.name)
        .slice(0, MOST_PLACES)
        .map(({ name, at }) => ({ at: at ?? server.at, setting: shownName(name) }));
    }
    const absent = judged.find(({ condition }) => 'written' in condition && !condition.written) ?? judged[0];
    const missing = absent?.name ?? '';
    const named =
      file.settings[missing]?.in.find((one) => (server.image === null ? !/^(env|arg):/.test(one) : true)) ?? missing;
    return [{ at: server.at, setting: `${shownName(named)} is not set` }];
  }
  return [];
}

function shownName(name: string): string {
  if (name.startsWith('env:')) return name.slice(4);
  if (name.startsWith('hba:')) return `pg_hba.conf ${name.slice(4)}`;
  if (name.startsWith('arg:')) return name.slice(4).startsWith('-') ? name.slice(4) : `--${name.slice(4)}`;
  return name;
}

/** The values that meet the condition, or null where it does not hold. One that is absent is met by nothing: an empty list. */
function matchesOf(
  effective: Exclude<Effective, 'unknown'>,
  condition: Condition,
): Exclude<Effective, 'unknown'> | null {
  if ('written' in condition) {
    const there = effective.filter(({ value }) => value !== '');
    if (condition.written) return there.length > 0 ? there : null;
    return there.length === 0 ? effective : null;
  }
  const met = effective.filter(({ value }) => {
    if (value === null) return false;
    const text = value.toLowerCase();
    if ('is' in condition) return condition.is.some((one) => one.toLowerCase() === text);
    if ('not' in condition) return !condition.not.some((one) => one.toLowerCase() === text);
    if ('not-exactly' in condition) return !condition['not-exactly'].includes(value);
    if ('has' in condition) return condition.has.some((one) => text.includes(one.toLowerCase()));
    return text.split(',').some((part) => condition.begins.some((one) => part.trim().startsWith(one.toLowerCase())));
  });
  return met.length > 0 ? met : null;
}

function effectiveOf(alias: string, server: Server, file: CausesFile): Effective {
  if (alias === 'image') return [{ value: server.image ?? '', at: null, name: 'image' }];
  const setting = file.settings[alias];
  if (setting === undefined) throw new Error(`rules/causes/${file.name}.yaml names no setting ${alias}`);
  return firstWritten(setting.in, server) ?? (server.complete ? defaultOf(setting.default, server) : 'unknown');
}

function firstWritten(names: readonly string[], server: Server): Exclude<Effective, 'unknown'> | null {
  for (const name of names) {
    const values = server.settings.get(name);
    if (values !== undefined) return values.map(({ value, at }) => ({ value, at, name }));
  }
  return null;
}

function defaultOf(defaults: CausesFile['bind']['default'] | undefined, server: Server): Exclude<Effective, 'unknown'> {
  for (const one of defaults ?? []) {
    const { in: where, image, versions } = one as { in?: string; image?: string; versions?: string };
    if (where !== undefined && (where === 'file') !== (server.image === null)) continue;
    if (image !== undefined && server.image?.startsWith(image) !== true) continue;
    if (versions !== undefined && !versionRange(versions)(server.version ?? NEWEST)) continue;
    return [{ value: one.value, at: null, name: '' }];
  }
  return [];
}

/** Published ports say it for a container, unless the server in it listens on its own loopback; otherwise the bind address. */
function reachOf(server: Server, file: CausesFile): Reach {
  const written = firstWritten(file.bind.in, server);
  const near = (written ?? defaultOf(file.bind.default, server)).every(
    ({ value }) => value !== null && isLoopback(value),
  );
  if (server.published === null) return near ? 'loopback' : 'all-interfaces';
  return near && (written !== null || server.complete) ? 'loopback' : server.published;
}

/** Addresses as servers take them: several, with a scheme, a port, a sign before. A port alone is every address. */
function isLoopback(text: string): boolean {
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  const named = words.filter((word) => !/^\d+$/.test(word));
  return (
    named.length > 0 &&
    named.every((word) => {
      const address = word.replace(/^[\w-]+:\/\//, '').replace(/^-(?=[:\d])/, '');
      return (
        /^(127\.\d+\.\d+\.\d+|localhost|\[?::1\]?|_local_|loopback)(:\d+)?$/i.test(address) || address.startsWith('/')
      );
    })
  );
}
