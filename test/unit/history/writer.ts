/** Records audits without end into the store that it is told, and says the number of each that is in it. Ended by a kill. */
import { openSqlite } from '../../../src/history/sqlite/index.ts';
import { auditRecord, open, PLACE } from '../../kit/history.ts';

const [, , path = '', from = '0', size = '1'] = process.argv;
const store = await openSqlite(path, true);
for (let number = Number(from); ; number += 1) {
  const { audit, checks, findings } = auditRecord(
    new Date(Date.UTC(2027, 0, 1) + number * 60_000).toISOString(),
    open(),
  );
  const many = checks.flatMap((check) =>
    Array.from({ length: Number(size) }, (_, port) => ({ ...check, endpoint: { ...PLACE, port: port + 1 } })),
  );
  await store.record({ audit: { ...audit, id: String(number) }, checks: many, findings });
  process.stdout.write(`${number}\n`);
}
