import type { Setting } from '../../model/facts.ts';
import type { Json } from '../../model/request.ts';
import { at, bag, isWord, list, text, texts } from '../../wire/json.ts';
import { isBefore, parseVersion, type Version } from './banner.ts';

/** What node information says, of all nodes together. Addresses are `host:port` or `[v6]:port`. */
export interface NodeFacts {
  readonly count: number;
  /** Sorted; what makes a cluster without uuid (before 2.0) recognisable. */
  readonly ids: readonly string[];
  readonly version: string | null;
  readonly plugins: readonly string[];
  /** Every node answered in full, so that a plugin that is not named is not there. */
  readonly complete: boolean;
  /** Every node's settings switch the security layer off. */
  readonly securityOff: boolean;
  /** `xpack.security.enabled` where a node writes it down. */
  readonly securitySetting: boolean | null;
  readonly scriptSettings: readonly string[];
  readonly members: readonly { readonly name: string; readonly address: string }[];
  readonly bindAny: boolean | null;
}

/**
 * How this version is asked. Before 1.6 an answer cannot be narrowed with `filter_path`, and node settings may hold secrets: they
 * are left out.
 */
export function nodesRequest(version: Version | null): 'nodes' | 'nodes-narrow' | 'nodes-oldest' {
  if (isBefore(version, 1)) return 'nodes-oldest';
  return isBefore(version, 1, 6) ? 'nodes-narrow' : 'nodes';
}

export function readNodes(json: Json | undefined): NodeFacts | null {
  const nodes = bag(at(json, 'nodes'));
  if (nodes === null) return null;
  const entries = Object.entries(nodes)
    .slice(0, 1_000)
    .flatMap(([id, node]) => (bag(node) === null ? [] : [{ id, node }]));
  const versions = entries.map(({ node }) => text(at(node, 'version')));
  const plugins = entries.flatMap(({ node }) =>
    list(at(node, 'plugins')).map((plugin) => text(at(plugin, 'name')) ?? ''),
  );
  const bound = entries.flatMap(({ node }) => addressesOf(at(node, 'http', 'bound_address')));
  return {
    count: entries.length,
    ids: entries.map(({ id }) => id).sort(),
    version: versions[0] ?? null,
    plugins: [...new Set(plugins)].filter((name) => name !== '').sort(),
    complete: entries.length > 0 && versions.every((version) => version !== null),
    securityOff: entries.length > 0 && entries.every(({ node }) => saysOff(node)),
    securitySetting: flag(entries.map(({ node }) => at(node, 'settings', 'xpack', 'security', 'enabled'))),
    scriptSettings: [...new Set(entries.flatMap(({ node }) => flatten('script', at(node, 'settings', 'script'))))]
      .sort()
      .slice(0, 50),
    members: entries.flatMap(({ id, node }) => membersOf(id, node)),
    bindAny:
      bound.length === 0
        ? null
        : bound.some((address) => /^(?:0\.0\.0\.0|\[::\]|\[0:0:0:0:0:0:0:0\]|::):/.test(address)),
  };
}

function saysOff(node: Json): boolean {
  return (
    isWord(at(node, 'settings', 'xpack', 'security', 'enabled'), 'false') ||
    isWord(at(node, 'settings', 'shield', 'enabled'), 'false') ||
    isWord(at(node, 'settings', 'plugins', 'security', 'disabled'), 'true')
  );
}

function flag(values: readonly (Json | undefined)[]): boolean | null {
  if (values.some((value) => isWord(value, 'true'))) return true;
  return values.some((value) => isWord(value, 'false')) ? false : null;
}

/** `script.inline=true`, from nested or flat settings; values other than short words are left out. */
function flatten(prefix: string, value: Json | undefined, depth = 0): string[] {
  const group = bag(value);
  if (group !== null && depth < 8) {
    return Object.entries(group).flatMap(([key, member]) => flatten(`${prefix}.${key}`, member, depth + 1));
  }
  const word = typeof value === 'boolean' ? String(value) : text(value);
  return word === null || !/^[\w-]{1,32}$/.test(word) ? [] : [`${prefix}=${word}`];
}

function membersOf(id: string, node: Json): NodeFacts['members'] {
  const name = text(at(node, 'name')) ?? id;
  const addresses = [
    ...addressesOf(at(node, 'http', 'publish_address')),
    ...addressesOf(at(node, 'transport_address')),
  ];
  return [...new Set(addresses)].map((address) => ({ name, address }));
}

/** `127.0.0.1:9200`, `host/127.0.0.1:9200` and the `inet[/127.0.0.1:9200]` of 0.90 and 1.x. */
function addressesOf(value: Json | undefined): string[] {
  const written = typeof value === 'string' ? [value] : texts(value);
  return written.map((address) =>
    address
      .slice(0, 300)
      .replace(/^inet\[(.*)\]$/, '$1')
      .replace(/^[^/]*\//, ''),
  );
}

const SCRIPT_OPEN = new Set(['true', 'on', 'enable', 'enabled']);

/**
 * Whether anybody may send scripts that are no sandbox's: the default before 1.2 (CVE-2014-3120) and, in Groovy, in 1.3.0 to
 * 1.3.7 and 1.4.0 to 1.4.2 (CVE-2015-1427); later up to 5.x where a setting opens it. From 6.0 on scripts are Painless.
 */
export function dynamicScripting(number: string | null, settings: readonly string[]): boolean | null {
  const version = parseVersion(number);
  if (version === null) return null;
  if (version.major >= 6) return false;
  const said = new Map(settings.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
  const disabled = said.get('script.disable_dynamic');
  if (disabled !== undefined) return disabled === 'false';
  const opened = [...said].some(
    ([key, value]) => /^script\.(?:inline|indexed|engine\..+)$/.test(key) && SCRIPT_OPEN.has(value),
  );
  return opened || openByDefault(version);
}

function openByDefault(version: Version): boolean {
  const { major, minor, patch } = version;
  if (isBefore(version, 1, 2)) return true;
  return major === 1 && ((minor === 3 && patch < 8) || (minor === 4 && patch < 3));
}

export function nodeSettings(nodes: NodeFacts | null, number: string | null): Record<string, Setting> {
  if (nodes === null) return { dynamicScripting: dynamicScripting(number, []) === true ? true : null };
  return {
    nodes: nodes.count,
    plugins: nodes.plugins,
    securitySetting: nodes.securitySetting,
    bindAny: nodes.bindAny,
    scriptSettings: nodes.scriptSettings,
    dynamicScripting: dynamicScripting(number, nodes.scriptSettings),
  };
}
