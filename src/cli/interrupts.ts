/** The exit codes of a program that a signal ended. */
const CODES = { SIGINT: 130, SIGTERM: 143 } as const;
type Signal = keyof typeof CODES;

export interface Interrupts {
  /** Aborted by the first signal: no new probe starts, and what is known is printed. */
  readonly signal: AbortSignal;
  /** 130 or 143 once a signal came, else null. */
  code(): number | null;
  /** No longer listens; a later signal ends the program as usual. */
  stop(): void;
}

/** The first Ctrl-C or SIGTERM stops gently; the second ends at once, whatever is under way. */
export function listenForInterrupts(say: (text: string) => void): Interrupts {
  const controller = new AbortController();
  let code: number | null = null;
  const heard = (name: Signal) => {
    if (code !== null) process.exit(CODES[name]);
    code = CODES[name];
    say('unlatched: stopping: no new endpoint is asked; once more ends at once\n');
    controller.abort();
  };
  const names = Object.keys(CODES) as Signal[];
  for (const name of names) process.on(name, heard);
  return {
    signal: controller.signal,
    code: () => code,
    stop: () => {
      for (const name of names) process.off(name, heard);
    },
  };
}
