import type { Report } from '../model/report.ts';

export interface RenderOptions {
  readonly color: boolean;
  /** Columns of the terminal; text is wrapped to it where it is prose. */
  readonly width: number;
}

/** A format: from the JSON report alone to text, in pieces, so that ten thousand findings need no second copy in memory. */
export interface Format {
  readonly name: string;
  readonly describe: string;
  render(report: Report, options: RenderOptions): Iterable<string>;
}
