import type { Setting } from '../../config/index.ts';

/** A setting as the command line shows it. */
export type Flag = Setting & {
  /** One letter, without the dash. */
  readonly short?: string;
  /** How its value is called in help: `SEVERITY`. */
  readonly value?: string;
  /** A switch that is on by default and is turned off with `--no-NAME`. */
  readonly negated?: true;
  /** False: arguments, or the config file alone, say it. */
  readonly flag?: false;
};

export type Flags = Readonly<Record<string, Flag>>;
