import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { type CheckedTargets, type Scope, stages } from '../audit/stages.ts';
import { type Config, resolveSecret } from '../config/index.ts';
import type { AuditOptions } from '../model/audit.ts';
import { Diagnostic } from '../support/diagnostic.ts';
import type { Context } from './context.ts';
import type { AllSettings } from './flags/index.ts';
import { knownFrom, type Registry } from './known.ts';
import { readingText } from './messages.ts';

/** All that an audit needs, checked: nothing has been sent so far, and after this no slip of the user's is left. */
export interface AuditSetup {
  readonly config: Config<AllSettings>;
  readonly checked: CheckedTargets;
  readonly scope: Scope;
  readonly options: AuditOptions;
  /** Endpoints to expect, for the progress line. */
  readonly expected: number;
}

/** What one endpoint may take after its first answer, beside the time of `--budget`. */
const BUDGET = { requests: 600, bytes: 128 * 1024 * 1024 };

export async function setUpAudit(context: Context): Promise<AuditSetup> {
  const config = await context.config();
  const { values } = config;
  const [registry, engineChoice, { checkTargets }] = await Promise.all([
    stages.registry(),
    stages.engineChoice(),
    stages.targets(),
  ]);
  const choice = engineChoice({ engines: values.engine, ports: values.ports, anyEngine: values.anyEngine });
  const ca = values.ca === null ? null : await readCertificates(values.ca);
  const scope = await scopeOf(config, registry, context);
  const { args, files, from } = targetsOf(context, config);
  const known = from.length === 0 ? null : await knownFrom(from, registry, context);
  const checked = await checkTargets({
    args,
    files,
    ...(known === null ? {} : { known }),
    stdin: context.io.stdin,
    schemes: new Set(registry.map(({ id }) => id)),
  });
  if (checked.count === 0) {
    throw new Diagnostic('there is no target', {
      mend: 'write one, such as 127.0.0.1:9200; -T FILE for a file of them, - for standard input; unlatched --help',
    });
  }
  const kind = values.vantageKind === 'auto' ? (checked.loopbackOnly ? 'loopback' : 'private') : values.vantageKind;
  return {
    config,
    checked,
    scope,
    expected: checked.endpoints(choice.ports.length),
    options: {
      depth: values.depth,
      ports: values.ports,
      anyEngine: values.anyEngine,
      engines: values.engine,
      timeout: values.timeout,
      budget: { ...BUDGET, milliseconds: values.budget },
      deadline: values.deadline,
      concurrency: values.concurrency,
      sample: values.sample,
      throughConsole: values.throughKibana,
      login: values.login,
      tls: { ca, serverName: values.serverName },
      contact: values.contact,
      vantage: { name: values.vantage ?? hostname(), kind },
    },
  };
}

/** Targets of the command line, or where it names none, those of the config. */
function targetsOf(
  context: Context,
  { values }: Config<AllSettings>,
): { args: readonly string[]; files: readonly string[]; from: readonly string[] } {
  const { targetsFrom, from } = context.flags;
  if (context.args.length > 0 || targetsFrom !== undefined || from !== undefined) {
    return {
      args: context.args,
      files: targetsFrom === undefined ? [] : values.targetsFrom,
      from: from === undefined ? [] : values.from,
    };
  }
  return { args: values.targets, files: values.targetsFrom, from: values.from };
}

/** The scope of flags and config. Throws a `Diagnostic` that names the flag or the file. */
export async function scopeOf(config: Config<AllSettings>, registry: Registry, context: Context): Promise<Scope> {
  const { values } = config;
  const { createScope } = await stages.scope();
  const entries = await Promise.all(
    config.public.map(async ({ entry, where }) => {
      const { proof } = entry;
      if (proof.kind !== 'dns-txt') return { at: entry.at, proof };
      const token = await resolveSecret(proof.token, `${where} (token)`, context.io.environment);
      return {
        at: entry.at,
        proof: { kind: proof.kind, token, ...(proof.name === undefined ? {} : { name: proof.name }) },
      };
    }),
  );
  try {
    return createScope({
      allow: values.allow,
      deny: values.deny,
      public: entries,
      maxAddresses: values.maxAddresses,
      enginePorts: [...new Set(registry.flatMap(({ ports }) => ports.map(({ port }) => port)))],
    });
  } catch (error) {
    throw error instanceof Diagnostic ? placed(error, config, context) : error;
  }
}

/** Scope speaks of `scope.allow[0]`; the user knows a flag, or a line of a file. */
function placed(error: Diagnostic, config: Config<AllSettings>, context: Context): Diagnostic {
  const [, key = '', index = ''] = /^scope\.(allow|deny|public)(?:\[(\d+)\])?/.exec(error.where ?? '') ?? [];
  const entry = config.public[Number(index)];
  const flag = context.flags[key] === undefined ? null : `--${key}`;
  const where = key === 'public' && entry !== undefined ? entry.where : (flag ?? config.file?.path ?? error.where);
  return new Diagnostic(error.message, {
    ...(where === null ? {} : { where }),
    ...(error.mend === null ? {} : { mend: error.mend }),
    cause: error,
  });
}

async function readCertificates(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Diagnostic(`the certificates cannot be read: ${path}: ${readingText(cause)}`, {
      where: '--ca',
      mend: 'name a file with certificates in PEM form',
      cause,
    });
  });
  if (/-----BEGIN (?:TRUSTED )?CERTIFICATE-----/.test(text)) return text;
  throw new Diagnostic(`${path} holds no certificate`, {
    where: '--ca',
    mend: 'name a file with "-----BEGIN CERTIFICATE-----" in it (PEM)',
  });
}
