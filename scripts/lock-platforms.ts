/**
 * Completes package-lock.json with the native packages of platforms other than this one. npm leaves out those that it
 * could not fetch when it writes the lock, and `npm ci` then refuses to install anything. Their versions are pinned by the
 * packages that name them; platform, processor and C library stand in their names. Run after every `npm install`.
 */
import { readFileSync, writeFileSync } from 'node:fs';

interface Entry {
  version?: string;
  cpu?: string[];
  dev?: boolean;
  libc?: string[];
  optional?: boolean;
  os?: string[];
  optionalDependencies?: Record<string, string>;
}

const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];
const LIBRARIES: Record<string, string> = { gnu: 'glibc', gnueabihf: 'glibc', musl: 'musl', musleabihf: 'musl' };

function nativeEntry(name: string, version: string, dev: boolean): Entry {
  const words = name.replace(/^@[^/]+\//, '').split('-');
  const cpu = words.find((word) => PROCESSORS.includes(word));
  const os = words.find((word) => SYSTEMS.includes(word));
  const libc = words.map((word) => LIBRARIES[word]).find((library) => library !== undefined);
  return {
    version,
    ...(cpu === undefined ? {} : { cpu: [cpu] }),
    ...(dev ? { dev } : {}),
    ...(libc === undefined ? {} : { libc: [libc] }),
    optional: true,
    ...(os === undefined ? {} : { os: [os] }),
  };
}

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, Entry> };
const added: string[] = [];
for (const [where, { optionalDependencies, dev }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies ?? {})) {
    if (lock.packages[`node_modules/${name}`] ?? lock.packages[`${where}/node_modules/${name}`]) continue;
    if (!/^\d+\.\d+\.\d+/.test(version))
      throw new Error(`${where} names ${name}@${version}: not one version, cannot be completed`);
    lock.packages[`node_modules/${name}`] = nativeEntry(name, version, dev === true);
    added.push(`${name}@${version}`);
  }
}
if (added.length > 0) {
  // npm's own order, so that its next write changes nothing else.
  const collator = new Intl.Collator('en');
  const [own, ...others] = Object.entries(lock.packages);
  const sorted = others.sort(([left], [right]) => collator.compare(left, right));
  lock.packages = Object.fromEntries(own === undefined ? sorted : [own, ...sorted]);
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
}
console.log(added.length === 0 ? 'package-lock.json is complete' : `added:\n${added.join('\n')}`);
