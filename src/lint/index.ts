import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { counts } from '../findings/index.ts';
import type { LintReport } from '../model/lint.ts';
import type { FailOn } from '../model/report.ts';
import { type Rule, SEVERITIES } from '../model/rule.ts';
import { Diagnostic } from '../support/diagnostic.ts';
import { byText } from '../support/stable-json.ts';
import { loadCauses } from './causes.ts';
import { judge } from './judge.ts';
import { composeServers } from './kinds/compose.ts';
import { type Kind, kindOf, settingsOf, yamlKind } from './kinds/index.ts';
import { kubernetesServers } from './kinds/kubernetes.ts';
import { type Located, locatedYaml } from './located.ts';
import type { Server } from './server.ts';
import { MOST_BYTES, surroundings } from './surroundings.ts';

export { loadCauses } from './causes.ts';

export interface LintOptions {
  /** As the user wrote them. */
  readonly files: readonly string[];
  /** What relative names are relative to. */
  readonly folder: string;
  readonly rules: readonly Rule[];
  readonly failOn: FailOn;
}

interface Given {
  readonly file: string;
  readonly kind: string;
  servers: number;
}

/**
 * Reads files of settings and says what would be open. Offline: nothing is sent. A file that cannot be read is a problem of the
 * report; files of no known kind are skipped.
 */
export async function lintFiles({ files, folder, rules, failOn }: LintOptions): Promise<LintReport> {
  const causes = await loadCauses();
  const causesOf = new Map(causes.flatMap((file) => Object.keys(file.engines).map((engine) => [engine, file])));
  const known = new Map(rules.map((rule) => [rule.id, rule]));
  const used = new Set<string>();
  const around = surroundings(folder, causes, used);
  const own: { file: string; text: string; kind: Kind }[] = [];
  const composed = new Map<string, Located[]>();
  const manifests: Located[] = [];
  const given: Given[] = [];
  const skipped: string[] = [];
  const problems: { where: string; message: string }[] = [];
  const servers: Server[] = [];
  const guarded = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      if (!(error instanceof Diagnostic)) throw error;
      problems.push({
        where: error.where ?? '',
        message: error.mend === null ? error.message : `${error.message}; ${error.mend}`,
      });
    }
  };

  for (const file of new Set(files)) {
    const text = await textOf(folder, file, problems);
    if (text === null) continue;
    guarded(() => {
      const kind = kindOf(file, text);
      if (kind !== null && !isManifest(text)) own.push({ file, text, kind });
      else if (/\.(ya?ml|json)$/i.test(file)) {
        const documents = locatedYaml(text, file);
        const what = yamlKind(documents);
        if (what === null) skipped.push(file);
        else given.push({ file, kind: what, servers: 0 });
        if (what === 'kubernetes') manifests.push(...documents);
        if (what === 'compose') {
          const before = composed.get(projectOf(file)) ?? [];
          // a shell sorts compose.override.yaml before compose.yaml
          composed.set(projectOf(file), isBase(file) ? [...documents, ...before] : [...before, ...documents]);
        }
      } else skipped.push(file);
    });
  }
  for (const documents of composed.values()) guarded(() => servers.push(...composeServers(documents, around)));
  guarded(() => servers.push(...kubernetesServers(manifests, around)));
  const alone = own.filter(({ file }) => !used.has(resolve(folder, file)));
  for (const { file, kind } of own) given.push({ file, kind: kind.kind, servers: 0 });
  guarded(() => servers.push(...ownServers(alone)));

  for (const { at } of servers) {
    const from = given.find(({ file }) => file === at.file);
    if (from !== undefined) from.servers += 1;
  }
  const findings = servers.flatMap((server) => {
    const file = causesOf.get(server.engine);
    return file === undefined ? [] : judge(server, file, known);
  });
  return {
    files: given.sort((left, right) => byText(left.file, right.file)),
    skipped,
    problems,
    findings: findings
      .map((finding) => ({
        ...finding,
        failsGate: counts(
          { severity: finding.severity, status: 'new', suppression: null },
          { failOn, failOnNew: false },
        ),
      }))
      .sort(
        (left, right) =>
          SEVERITIES.indexOf(left.severity) - SEVERITIES.indexOf(right.severity) ||
          byText(left.file, right.file) ||
          left.line - right.line ||
          left.column - right.column ||
          byText(left.rule, right.rule),
      ),
  };
}

/** Null, and a problem, for what is no file that can be read. */
async function textOf(
  folder: string,
  file: string,
  problems: { where: string; message: string }[],
): Promise<string | null> {
  try {
    const path = resolve(folder, file);
    const found = await stat(path);
    if (found.isFile() && found.size <= MOST_BYTES) return await readFile(path, 'utf8');
    problems.push({
      where: file,
      message: found.isFile()
        ? `it is larger than ${MOST_BYTES / 1024 / 1024} MiB, and no file of settings is`
        : 'it is no file; name files',
    });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    problems.push({
      where: file,
      message: code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`,
    });
  }
  return null;
}

/** A manifest may be called after what it starts: redis.yaml, cassandra.yaml. */
function isManifest(text: string): boolean {
  return (/^apiVersion\s*:/m.test(text) && /^kind\s*:/m.test(text)) || /^services\s*:/m.test(text);
}

/** Compose files of one folder whose names say so are one project: `compose.yaml` and `compose.override.yaml`. */
function projectOf(file: string): string {
  return /^(docker-)?compose([.-][\w.-]+)?\.ya?ml$/.test(basename(file)) ? `${dirname(file)}/` : file;
}

function isBase(file: string): boolean {
  return /^(docker-)?compose\.ya?ml$/.test(basename(file));
}

/** One server for each file; postgresql.conf and pg_hba.conf of one folder are one. */
function ownServers(files: readonly { file: string; text: string; kind: Kind }[]): Server[] {
  const servers = new Map<string, Server>();
  for (const { file, text, kind } of files) {
    const settings = settingsOf(kind, text, file, locatedYaml);
    const isHba = kind.kind === 'pg_hba.conf';
    const key = kind.engine === 'postgresql' ? `postgresql in ${dirname(file)}` : file;
    const before = servers.get(key);
    servers.set(key, {
      engine: kind.engine,
      name: before === undefined ? kind.kind : 'postgresql.conf and pg_hba.conf',
      version: null,
      image: null,
      settings: new Map([...(before?.settings ?? []), ...settings]),
      complete: (before?.complete ?? false) || !isHba,
      published: null,
      at: isHba && before !== undefined ? before.at : { file, line: 1, column: 1 },
    });
  }
  return [...servers.values()];
}
