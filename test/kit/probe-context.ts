import type { ProbeContext } from '../../src/model/engine.ts';

type Recognised = Pick<ProbeContext['claim'], 'engine' | 'role'> & { readonly version?: string | null };

/** What a probe is handed of a server that was recognised as this: an inventory without samples, and logins may be tried. */
export function probeContext(
  { engine, role, version = null }: Recognised,
  more: Partial<Omit<ProbeContext, 'claim'>> = {},
): ProbeContext {
  return {
    depth: 'inventory',
    tokens: { control: 'unl-0000000000000000' },
    claim: { engine, confidence: 'certain', version, because: '', role },
    limits: { collections: 10, fieldsPerCollection: 10 },
    sample: null,
    throughConsole: false,
    login: true,
    ...more,
  };
}
