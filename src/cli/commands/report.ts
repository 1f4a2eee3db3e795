import type { Context } from '../context.ts';
import { colorWanted, deliver, outputsOf } from '../output/formats.ts';
import { readReport } from '../report-file.ts';

/** Prints a JSON report in other formats. Exit code 0: the gate spoke when the report was made. */
export async function run(context: Context): Promise<number> {
  const [file = '-'] = context.args;
  const { values } = await context.config();
  const outputs = await outputsOf(values.format, context.io.folder);
  const report = await readReport(context, file);
  await deliver(report, outputs, context.io, colorWanted(context.io, values.color));
  return 0;
}
