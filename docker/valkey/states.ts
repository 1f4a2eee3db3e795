import { redisAdmin } from '../../seeds/valkey/index.ts';
import type { LabState } from '../../test/kit/lab-state.ts';
import { INCIDENT } from '../elasticsearch/states.ts';
import { guarded, limited, locked, open, server, state } from '../redis/states.ts';

const valkey = (target: string) => server('valkey', 'Valkey', target, redisAdmin);

/** Each state that is started, and what an audit has to say of it. */
export const states: readonly LabState[] = [
  state('9.1.2-open', valkey('open-9.1.2'), 'people', open('valkey', '9.1.2', INCIDENT), true),
  state('9.1.2-locked', valkey('locked-9.1.2'), 'people', locked('valkey'), true),
  state('9.1.2-guarded', valkey('guarded-9.1.2'), null, guarded('valkey')),
  state('9.1.2-anonymous-limited', valkey('anonymous-limited-9.1.2'), 'published', limited('valkey', '9.1.2')),
];
