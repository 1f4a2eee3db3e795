import { runAudit } from '../../src/audit/index.ts';
import { judge } from '../../src/audit/judge.ts';
import type { AuditOptions } from '../../src/model/audit.ts';
import type { Report } from '../../src/model/report.ts';
import type { Transcript } from '../../src/model/transcript.ts';
import { createScope } from '../../src/scope/index.ts';
import { parseTarget } from '../../src/targets/index.ts';
import { BRIDGES } from './lab-state.ts';
import { noRules } from './line.ts';
import { CONTROL, replay } from './replay.ts';

const OPTIONS: AuditOptions = {
  depth: 'impact',
  ports: [],
  anyEngine: false,
  engines: [],
  timeout: 3_000,
  budget: { milliseconds: 10_000, requests: 300, bytes: 48_000_000 },
  deadline: null,
  concurrency: 1,
  sample: 0,
  throughConsole: false,
  login: true,
  tls: { ca: null, serverName: null },
  contact: null,
  vantage: { name: 'test', kind: 'loopback' },
};

/** From a replayed server to the report, all stages, as `unlatched scan --depth impact` goes. */
export async function wholeAudit(transcript: Transcript): Promise<Report> {
  const server = await replay(transcript);
  const target = `${transcript.transport ?? (transcript.tls ? 'https' : 'http')}://127.0.0.1:${server.port}${transcript.path}`;
  try {
    const audited = await runAudit({
      targets: once(target),
      expected: 1,
      scope: createScope({ ...noRules, allow: BRIDGES }),
      options: { ...OPTIONS, throughConsole: asksThrough(transcript) },
      toolVersion: '0.0.0',
      signal: new AbortController().signal,
      tokens: () => ({ control: CONTROL }),
    });
    return await judge(audited, {
      failOn: 'high',
      allowUnassessed: false,
      failOnNew: false,
      acceptances: null,
      baseline: null,
      closed: new Set(),
      extraRules: [],
    });
  } finally {
    await server.close();
  }
}

/** Whether a console's transcript answers for the server behind it too. */
export function asksThrough({ exchanges }: Transcript): boolean {
  return exchanges.some(({ name }) => name.startsWith('through-'));
}

async function* once(target: string) {
  yield parseTarget(target, null);
}
