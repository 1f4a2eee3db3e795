import { mysqlAdmin } from '../../seeds/mysql/index.ts';
import type { LabState } from '../../test/kit/lab-state.ts';
import { INCIDENT } from '../elasticsearch/states.ts';
import { guarded, limited, locked, open, server, state, unchecked } from '../mariadb/states.ts';

const VERSION = '5.6.14';
const mysql = (target: string) => server('mysql', 'MySQL', target, mysqlAdmin);

/** Each state that is started, and what an audit has to say of it. */
export const states: readonly LabState[] = [
  state('5.6.14-open', mysql('open-5.6.14'), 'people', open('mysql', VERSION, INCIDENT)),
  state('5.6.14-locked', mysql('locked-5.6.14'), 'people', locked('mysql', VERSION)),
  state('5.6.14-guarded', mysql('guarded-5.6.14'), null, guarded('mysql')),
  state('5.6.14-anonymous-limited', mysql('anonymous-limited-5.6.14'), 'limited', limited('mysql', VERSION)),
  state('5.6.14-skip-grant', mysql('skip-grant-5.6.14'), 'people', unchecked('mysql', VERSION, INCIDENT)),
];
