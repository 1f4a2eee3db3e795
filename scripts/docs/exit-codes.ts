import { EXIT_CODES, PRECEDENCE } from '../../src/cli/exit-codes.ts';
import type { GateCondition } from '../../src/model/report.ts';
import { code, generatedFrom, type Page, page, table } from './page.ts';

/** The condition of the report's gate that leads to each code. */
const CONDITIONS: Readonly<Record<GateCondition, readonly number[]>> = {
  internal: [70],
  usage: [2],
  refused: [4],
  interrupted: [130, 143],
  findings: [1],
  unassessed: [3],
};

const REQUIRED =
  '**Required** is an endpoint whose target names its port (`localhost:9200`, `https://db.internal/es/`). The ports that are tried for a ' +
  'bare host or a CIDR are not required: most of them are silent, as they should be. `--allow-unassessed` waives code 3 for a run in ' +
  'which hosts may be down; the report still lists them under "Not assessed".';

/** What each exit code means, why it came and what to do. */
export function exitCodesPage(): Page {
  const conditionOf = (exit: number): string =>
    Object.entries(CONDITIONS)
      .filter(([, codes]) => codes.includes(exit))
      .map(([condition]) => code(condition))
      .join(', ');
  return page(
    'docs/reference/exit-codes.md',
    generatedFrom('src/cli/exit-codes.ts'),
    '# Exit codes',
    table(
      ['exit', 'condition in `gate`', 'meaning', 'why', 'what to do'],
      EXIT_CODES.map((one) => [String(one.code), conditionOf(one.code), one.means, one.why, one.mend]),
    ),
    `Where several hold, the code is that of the first in this order: ${PRECEDENCE.join(', ')}. The JSON report carries them all in ` +
      '`gate.conditions`, and the table’s last line says them. `unlatched explain CODE` prints one.',
    REQUIRED,
    '`--fail-on none` never gives code 1. A scan that is meant as an inventory, not as a gate, uses it.',
  );
}
