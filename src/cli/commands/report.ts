import { report as schema } from '../../model/report.ts';
import type { Context } from '../context.ts';
import { parseInput, readInput } from '../input.ts';
import { colorWanted, deliver, outputsOf } from '../output/formats.ts';

/** Prints a JSON report in other formats. Exit code 0: the gate spoke when the report was made. */
export async function run(context: Context): Promise<number> {
  const [file = '-'] = context.args;
  const { values } = await context.config();
  const outputs = await outputsOf(values.format, context.io.folder);
  const report = parseInput(await readInput(context, file), file, schema, 'unlatched scan --format json');
  await deliver(report, outputs, context.io, colorWanted(context.io, values.color));
  return 0;
}
