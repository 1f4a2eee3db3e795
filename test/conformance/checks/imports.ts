import { builtinModules } from 'node:module';
import { posix } from 'node:path';
import type { ModuleUse } from './parse.ts';
import type { Breach } from './tree.ts';

interface Folder {
  /** Folders of src that it may import, besides itself. */
  readonly may: readonly string[];
  /** True where it may open sockets of its own. */
  readonly sockets: 'yes' | 'no' | 'destinations';
}

const STAGES = [
  'scope',
  'net',
  'identify',
  'engines',
  'classify',
  'rules',
  'findings',
  'report',
  'targets',
  'history',
  'notify',
  'lint',
];

/** The import table of the design. A folder that does not stand here is a breach by itself. */
export const TABLE: Readonly<Record<string, Folder>> = {
  model: { may: [], sockets: 'no' },
  support: { may: [], sockets: 'no' },
  wire: { may: ['model', 'support'], sockets: 'no' },
  families: { may: ['model', 'wire', 'support'], sockets: 'no' },
  engines: { may: ['model', 'wire', 'families', 'support'], sockets: 'no' },
  net: { may: ['model', 'support', 'scope'], sockets: 'yes' },
  scope: { may: ['model', 'support'], sockets: 'no' },
  identify: { may: ['model', 'support'], sockets: 'no' },
  classify: { may: ['model', 'support'], sockets: 'no' },
  rules: { may: ['model', 'support'], sockets: 'no' },
  findings: { may: ['model', 'support'], sockets: 'no' },
  config: { may: ['model', 'support'], sockets: 'no' },
  report: { may: ['model', 'support', 'findings'], sockets: 'no' },
  targets: { may: ['model', 'support'], sockets: 'destinations' },
  lint: { may: ['model', 'support', 'rules', 'findings'], sockets: 'no' },
  history: { may: ['model', 'support'], sockets: 'destinations' },
  notify: { may: ['model', 'support'], sockets: 'destinations' },
  audit: { may: ['model', 'support', ...STAGES], sockets: 'no' },
  cli: { may: ['model', 'support', 'audit', 'config', 'report', 'history', 'notify'], sockets: 'no' },
  service: { may: ['model', 'support', 'audit', 'config', 'report', 'history', 'notify'], sockets: 'destinations' },
};

/** What can reach the network. Of `node:net` the pure helpers are free for all. */
const SOCKETS = new Set([
  'node:net',
  'node:tls',
  'node:dgram',
  'node:http',
  'node:https',
  'node:http2',
  'node:child_process',
  'undici',
  '@elastic/elasticsearch',
]);
const PURE = new Set(['isIP', 'isIPv4', 'isIPv6', 'BlockList', 'SocketAddress']);

/** An engine, its families and codecs judge bytes that they are handed: nothing of the machine they run on. */
const SEALED = new Set(['engines', 'families', 'wire']);
const SEALED_FROM = new Set([
  'node:fs',
  'node:fs/promises',
  'node:process',
  'node:os',
  'node:worker_threads',
  'node:dns',
  'node:dns/promises',
  'node:timers',
  'node:timers/promises',
]);

const folderOf = (path: string): string => path.split('/')[1] ?? '';

function engineOf(path: string): string | null {
  const parts = path.split('/');
  return parts[1] === 'engines' && parts.length > 3 ? (parts[2] ?? null) : null;
}

function inside(use: ModuleUse, target: string): string | null {
  if (!target.startsWith('src/')) return target === 'package.json' ? null : `imports ${target}, which is not in src/`;
  const [from, to] = [folderOf(use.from), folderOf(target)];
  const row = TABLE[from];
  if (row === undefined) return `is in src/${from}, a folder that the import table does not name`;
  if (from !== to && !row.may.includes(to))
    return `imports src/${to}; src/${from} may import ${row.may.join(', ') || 'nothing of src'}`;
  const [mine, other] = [engineOf(use.from), engineOf(target)];
  if (to === 'engines' && mine !== null && mine !== other) {
    return `imports ${target}: an engine imports no other; what two share belongs in src/families`;
  }
  return null;
}

function outside(use: ModuleUse): string | null {
  const folder = folderOf(use.from);
  const row = TABLE[folder];
  if (row === undefined) return `is in src/${folder}, a folder that the import table does not name`;
  if (!use.module.startsWith('node:') && builtinModules.includes(use.module))
    return `imports ${use.module} without node:`;
  const pure = use.module === 'node:net' && use.names.length > 0 && use.names.every((name) => PURE.has(name));
  if (row.sockets === 'no' && SOCKETS.has(use.module) && !pure) {
    return `imports ${use.module}: only src/net reaches endpoints`;
  }
  if (SEALED.has(folder) && SEALED_FROM.has(use.module))
    return `imports ${use.module}: it is handed all that it may see`;
  return null;
}

/** What breaks the import table. `uses` are of files in src/. */
export function importBreaches(uses: readonly ModuleUse[]): Breach[] {
  return uses.flatMap((use) => {
    const what =
      use.module === '?'
        ? 'imports something computed: name the module, so that it can be checked'
        : use.module.startsWith('.')
          ? inside(use, posix.join(posix.dirname(use.from), use.module))
          : outside(use);
    return what === null ? [] : [{ path: use.from, what }];
  });
}
