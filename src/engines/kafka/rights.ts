import { highest, type Level } from '../../model/access.ts';
import type { Metadata } from './answers.ts';

/** Operations by the numbers of their bits. */
const OPERATION = { read: 3, write: 4, create: 5, delete: 6, alter: 7, clusterAction: 9, alterConfigs: 11 } as const;
type Operation = keyof typeof OPERATION;

const ADMINISTERS: readonly Operation[] = ['alter', 'clusterAction', 'alterConfigs'];

export function may(operations: number | null, operation: Operation): boolean {
  return operations !== null && ((operations >> OPERATION[operation]) & 1) === 1;
}

/** Names of the operations that bits stand for. */
export function operationsIn(operations: number): string[] {
  return Object.keys(OPERATION).filter((operation) => may(operations, operation as Operation));
}

/** What follows from the broker's own answer about rights; nothing is tried. */
export function grantedBy({ operations, topics }: Metadata): Level {
  const has = (bits: number | null, wanted: readonly Operation[]) => wanted.some((operation) => may(bits, operation));
  const topicsGive = (wanted: readonly Operation[]) =>
    topics.some((topic) => !topic.internal && has(topic.operations, wanted));
  return highest(
    topicsGive(['read']) ? 'read' : 'none',
    topicsGive(['write', 'delete', 'alter', 'alterConfigs']) || has(operations, ['create']) ? 'write' : 'none',
    has(operations, ADMINISTERS) ? 'admin' : 'none',
  );
}
