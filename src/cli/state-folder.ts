import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Io } from './io.ts';

/** Where unlatched keeps what it has to remember: `$XDG_STATE_HOME/unlatched`, which is `~/.local/state/unlatched` where nobody says. */
export function stateFolder({ environment }: Pick<Io, 'environment'>): string {
  const state = environment['XDG_STATE_HOME'] ?? '';
  return join(state === '' ? join(homedir(), '.local', 'state') : state, 'unlatched');
}
