import { registry } from '../engines/registry.gen.ts';
import type { AuditOptions } from '../model/audit.ts';
import type { Endpoint } from '../model/endpoint.ts';
import type { Engine, EngineEntry } from '../model/engine.ts';
import type { PortChoice } from '../scope/index.ts';
import { Diagnostic } from '../support/diagnostic.ts';

export interface EngineChoice {
  /** Ports for targets that name none. */
  readonly ports: readonly PortChoice[];
  /** The engines that may be asked at an endpoint, its port's own first. */
  readonly forEndpoint: (endpoint: Endpoint) => Promise<readonly Engine[]>;
}

type Entry = (typeof registry)[number];

/**
 * Which engine is asked where: a port that the user named gets any engine's question; a bare host or CIDR gets each engine's
 * on its own ports only, unless `--any-engine` widens that.
 */
export function engineChoice(options: Pick<AuditOptions, 'engines' | 'ports' | 'anyEngine'>): EngineChoice {
  const chosen = chosenEntries(options.engines);
  const loaded = new Map<string, Promise<readonly Engine[]>>();

  function forEndpoint(endpoint: Endpoint): Promise<readonly Engine[]> {
    const any = endpoint.portNamed || options.anyEngine;
    const spoken = chosen.filter((entry) => speaks(entry, endpoint));
    const own = spoken.filter((entry) => owns(entry, endpoint));
    const asked = any ? [...own, ...spoken.filter((entry) => !own.includes(entry))] : own;
    const key = asked.map(({ id }) => id).join(' ');
    const known = loaded.get(key) ?? loadAll(asked);
    loaded.set(key, known);
    return known;
  }

  const named = options.ports.map((port): PortChoice => ({ port, transport: 'tcp', tls: 'auto', named: true }));
  return { ports: named.length > 0 ? named : ownPorts(chosen), forEndpoint };
}

function chosenEntries(ids: readonly string[]): readonly Entry[] {
  const unknown = ids.find((id) => !registry.some((entry) => entry.id === id));
  if (unknown !== undefined) {
    throw new Diagnostic(`there is no engine "${unknown}"`, {
      where: '--engine',
      mend: `write one of: ${registry.map(({ id }) => id).join(', ')}`,
    });
  }
  return ids.length === 0 ? registry : registry.filter(({ id }) => ids.includes(id));
}

/** Over UDP those are asked alone that have a port there. */
function speaks(entry: Entry, { transport }: Endpoint): boolean {
  return transport === 'tcp' || entry.ports.some((own) => own.transport === transport);
}

function owns(entry: Entry, { port, transport }: Endpoint): boolean {
  return entry.ports.some((own) => own.port === port && own.transport === transport);
}

function ownPorts(entries: readonly Entry[]): PortChoice[] {
  const ports = entries.flatMap((entry) => entry.ports);
  const first = new Map(
    ports.map(({ port, transport }) => [`${port}/${transport}`, { port, transport, tls: 'auto' as const }]),
  );
  return [...first.values()].sort((left, right) => left.port - right.port);
}

async function loadAll(entries: readonly EngineEntry[]): Promise<readonly Engine[]> {
  return Promise.all(entries.map((entry) => entry.load()));
}
