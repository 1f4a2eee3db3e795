/** One published or exposed port of a service. `published` null: a port of Docker's choice. */
export interface ComposePort {
  readonly address: string;
  readonly published: number | null;
  readonly target: number;
}

const MOST_PORTS = 4096;

/**
 * The short form: `6379`, `3000-3005`, `8000:80`, `9090-9091:8080-8081`, `127.0.0.1:5000-5010:5000-5010`, `[::1]:80:80`, each with
 * `/tcp` or `/udp`. Null for what is none of these; none of UDP.
 */
export function shortPorts(text: string): readonly ComposePort[] | null {
  const parts =
    /^(?:(?:(?:\[([0-9a-f:.]+)\]|(\d+\.\d+\.\d+\.\d+|[\da-f]*:[\da-f]*:[\da-f:]*)):)?(\d{0,5}(?:-\d{1,5})?):)?(\d{1,5}(?:-\d{1,5})?)(?:\/(tcp|udp|sctp))?$/i.exec(
      text.trim(),
    );
  if (parts === null) return null;
  const [, six, four, published, target = '', transport = 'tcp'] = parts;
  return transport.toLowerCase() === 'tcp' ? pairs(six ?? four ?? '', published ?? '', target) : [];
}

/** The long form, of which the members are handed over as texts. */
export function longPorts(published: string | null, target: string, address: string): readonly ComposePort[] | null {
  if (!/^\d{1,5}$/.test(target) || !/^(?:\d{1,5}(?:-\d{1,5})?)?$/.test(published ?? '')) return null;
  const ports = rangeOf(published ?? '');
  if (ports === null) return null;
  // A range here means one of these ports, which Docker chooses.
  return ports.length === 1 ? pairs(address, published ?? '', target) : pairs(address, '', target);
}

function pairs(address: string, published: string, target: string): readonly ComposePort[] | null {
  const [outer, inner] = [rangeOf(published), rangeOf(target)];
  if (outer === null || inner === null || inner.length === 0) return null;
  if (outer.length === 0) return inner.map((port) => ({ address, published: null, target: port }));
  // A range for one port of the container: Docker takes the first that is free.
  if (inner.length === 1 && outer.length > 1) return [{ address, published: null, target: inner[0] ?? 0 }];
  if (outer.length !== inner.length) return null;
  return inner.map((port, index) => ({ address, published: outer[index] ?? null, target: port }));
}

function rangeOf(text: string): number[] | null {
  if (text === '') return [];
  const [first = 0, last = first] = text.split('-').map(Number);
  if (first < 1 || last > 65_535 || last < first || last - first >= MOST_PORTS) return null;
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
