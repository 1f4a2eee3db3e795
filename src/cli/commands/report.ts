import type { Context } from '../context.ts';
import { prepareDelivery } from '../delivery.ts';
import { readReport } from '../report-file.ts';

/** Prints a JSON report in other formats. Exit code 0: the gate spoke when the report was made. */
export async function run(context: Context): Promise<number> {
  const deliver = await prepareDelivery(context);
  await deliver(await readReport(context, context.args[0] ?? '-'));
  return 0;
}
