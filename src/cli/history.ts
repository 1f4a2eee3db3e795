import { join, resolve } from 'node:path';
import type { HistoryStore } from '../history/index.ts';
import type { Audited } from '../model/audited.ts';
import type { Report } from '../model/report.ts';
import { Diagnostic } from '../support/diagnostic.ts';
import type { AuditSetup } from './audit-setup.ts';
import type { Context } from './context.ts';
import { stateFolder } from './state-folder.ts';

/** What a scan asks of the history and leaves in it. Whatever happens to the store, the report is made and stands. */
export interface Recording {
  closedFindings(vantage: string): Promise<ReadonlySet<string>>;
  record(report: Report, audited: Audited, setup: AuditSetup): Promise<void>;
}

const NOTHING: Recording = {
  closedFindings: () => Promise.resolve(new Set()),
  record: () => Promise.resolve(),
};

/**
 * Opens the store before anything is sent. One that the user named has to open; the usual one need not: a machine without a folder
 * to write to can audit all the same, and is told.
 */
export async function prepareRecording(context: Context): Promise<Recording> {
  const { values } = await context.config();
  if (!values.history) return NOTHING;
  const place = await placeOf(context);
  const store = await attempt(context, place, () => open(place, true), values.store !== null);
  return store === null ? NOTHING : recordingIn(context, store);
}

function recordingIn(context: Context, store: HistoryStore): Recording {
  return {
    closedFindings: async (vantage) =>
      (await attempt(context, store.place, () => store.closedFindings(vantage))) ?? new Set(),
    record: async (report, audited, setup) => {
      const { recordOf } = await import('../history/index.ts');
      await attempt(context, store.place, async () => {
        await store.record(recordOf(report, audited.observations, askedOf(context, setup)));
        await store.close();
      });
    },
  };
}

/** Two audits that ask for the same can tell what does not answer any more. */
function askedOf(context: Context, { config: { values }, checked }: AuditSetup): unknown {
  return [
    context.args.length > 0 ? context.args : values.targets,
    values.targetsFrom,
    checked.count,
    values.ports,
    values.engine,
    values.anyEngine,
    values.deny,
  ];
}

/** Null where it failed, which is told and costs no report. */
async function attempt<T>(
  context: Context,
  place: string,
  work: () => Promise<T>,
  required = false,
): Promise<T | null> {
  const { StoreFailure } = await import('../history/index.ts');
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof StoreFailure)) throw error;
    if (required) throw unusable(place, error.message, error);
    context.say(`unlatched: ${place}: ${error.message}\n  this audit is not in the history; its report is whole\n`);
    return null;
  }
}

/** For the commands that read the history: the store, which has to be there. */
export async function openHistory(context: Context): Promise<HistoryStore> {
  const place = await placeOf(context);
  const { StoreFailure } = await import('../history/index.ts');
  return open(place, false).catch((error: unknown) => {
    throw error instanceof StoreFailure ? unusable(place, error.message, error) : error;
  });
}

async function open(place: string, create: boolean): Promise<HistoryStore> {
  const { openSqlite } = await import('../history/index.ts');
  return openSqlite(place, create);
}

async function placeOf(context: Context): Promise<string> {
  const { values } = await context.config();
  if (values.store !== null && /^postgres(?:ql)?:/.test(values.store)) {
    throw new Diagnostic('PostgreSQL is no store of this version', { where: '--store', mend: 'name a file' });
  }
  return resolve(context.io.folder, values.store ?? join(stateFolder(context.io), 'history.db'));
}

function unusable(place: string, what: string, cause: unknown): Diagnostic {
  return new Diagnostic(what, {
    where: place,
    mend: 'each unlatched scan is recorded there unless --no-history says otherwise; --store PATH names another',
    cause,
  });
}
