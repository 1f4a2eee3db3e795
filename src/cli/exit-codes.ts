/** What each exit code means, for `explain` and the reference. Where several hold, the first of `PRECEDENCE` is returned. */
export interface ExitCode {
  readonly code: number;
  readonly means: string;
  readonly why: string;
  readonly mend: string;
}

export const EXIT_USAGE = 2;
export const EXIT_INTERNAL = 70;

export const PRECEDENCE = [70, 2, 4, 130, 143, 1, 3] as const;

export const EXIT_CODES: readonly ExitCode[] = [
  {
    code: 0,
    means: 'finished, and nothing at or above --fail-on',
    why: 'every required endpoint was assessed, and no finding is as severe as --fail-on (high by default)',
    mend: 'nothing has to be done; findings below --fail-on still stand in the report',
  },
  {
    code: 1,
    means: 'findings at or above --fail-on',
    why: 'at least one finding is as severe as --fail-on, neither accepted nor in the baseline',
    mend: 'do what the report says below each finding, then run the same command again',
  },
  {
    code: 2,
    means: 'could not start: usage, config, rules or input wrong; nothing was sent',
    why: 'the message on stderr says which flag, file and line cannot be used, and what to write instead',
    mend: 'mend what the message names; unlatched doctor looks at the machine',
  },
  {
    code: 3,
    means: 'a required endpoint was not assessed',
    why: 'an endpoint that a target names with its port was unreachable, inconclusive, unidentified or refused by scope, or the deadline came first; "host down" is never "fixed"',
    mend: 'see the reason beside each such endpoint in the report; --allow-unassessed waives it',
  },
  {
    code: 4,
    means: 'every target was refused by scope; nothing was sent',
    why: 'only loopback is allowed by itself: private addresses have to be named, public ones need proof that they are yours',
    mend: 'each refusal says what to write to allow it; unlatched plan shows them without sending anything',
  },
  {
    code: 70,
    means: 'internal error, or the report could not be written',
    why: 'unlatched itself failed, or the disk was full; the result is not to be relied upon',
    mend: 'make room on the disk; otherwise run again with --verbose and report the defect',
  },
  {
    code: 130,
    means: 'interrupted by Ctrl-C',
    why: 'the report holds what was known by then and is marked incomplete',
    mend: 'run again; --deadline ends an audit by itself',
  },
  {
    code: 143,
    means: 'ended by SIGTERM',
    why: 'the report holds what was known by then and is marked incomplete',
    mend: 'run again, with more time from whatever ended it; --deadline ends an audit by itself',
  },
];
