import type { Report } from '../model/report.ts';
import type { Context } from './context.ts';
import { colorWanted, deliver, outputsOf } from './output/formats.ts';
import { redaction } from './redaction.ts';

/** Checks where reports are to go and what has to be hidden, before anything is sent; what it returns delivers one. */
export async function prepareDelivery(context: Context): Promise<(report: Report) => Promise<void>> {
  const { values } = await context.config();
  const outputs = await outputsOf(values.format, context.io.folder);
  const redact = await redaction(context);
  return async (report) => deliver(await redact(report), outputs, context.io, colorWanted(context.io, values.color));
}
