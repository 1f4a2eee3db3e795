import type { Engine } from '../../src/model/engine.ts';
import type { Request } from '../../src/model/request.ts';
import { code, generatedFrom, type Page, page, table } from './page.ts';

/** What a request puts on the wire, as far as it is fixed. */
function wireOf(request: Request, name: string): string {
  if (request.kind === 'greeting') return 'listens, sends nothing';
  if (request.kind === 'upgrade') return `message ${code(name)}, then TLS where the server agrees`;
  if (request.kind === 'stream') return request.says === undefined ? `message ${code(name)}` : code(request.says);
  if (request.kind === 'datagram') return `${code(request.says ?? name)} in one datagram`;
  const query = Object.entries(request.query ?? {}).map(([key, value]) => `${key}=${value}`);
  const path = query.length === 0 ? request.path : `${request.path}?${query.join('&')}`;
  const body = request.body === undefined ? '' : ` with body ${code(JSON.stringify(request.body))}`;
  const headers = Object.entries(request.headers ?? {}).map(([key, value]) => ` with ${code(`${key}: ${value}`)}`);
  return `${code(`${request.method} ${path}`)}${headers.join('')}${body}`;
}

const TESTED = {
  'real server': 'real servers, built in `docker/`, and their recorded answers',
  replayed: 'answers written from the vendor’s documentation: no server of it can be had from package registries',
};

function enginePage(engine: Engine): Page {
  const requests = Object.entries(engine.requests);
  return page(
    `docs/reference/engines/${engine.id}.md`,
    generatedFrom(`src/engines/${engine.id}`),
    `# ${engine.title}`,
    `Engine id ${code(engine.id)}. Tested against ${TESTED[engine.tested]}.`,
    '## Ports',
    table(
      ['port', 'transport', 'asked first in', 'what is there'],
      engine.ports.map(({ port, transport, tls, role }) => [
        String(port),
        transport,
        tls === 'tls' ? 'TLS' : 'plain',
        role,
      ]),
    ),
    '## Access levels',
    table(
      ['level', 'here it means'],
      Object.entries(engine.levels).map(([level, meaning]) => [code(level), meaning]),
    ),
    '## All that is ever sent',
    'Nothing else can be asked of an endpoint. A name in braces is one encoded segment or value; the control is a random name that cannot exist.',
    table(
      ['request', 'on the wire', 'safety class', 'from depth', 'what is learnt'],
      requests.map(([name, request]) => [code(name), wireOf(request, name), request.safety, request.from, request.why]),
    ),
  );
}

/** A page for each engine, and the list of them. */
export function enginePages(engines: readonly Engine[]): Page[] {
  const list = page(
    'docs/reference/engines/README.md',
    generatedFrom('src/engines'),
    '# Engines',
    table(
      ['engine', 'own ports', 'tested against'],
      engines.map(({ id, title, ports, tested }) => [
        `[${title}](${id}.md)`,
        [...new Set(ports.map(({ port, transport }) => (transport === 'udp' ? `${port}/udp` : `${port}`)))].join(', '),
        tested,
      ]),
    ),
  );
  return [list, ...engines.map((engine) => enginePage(engine))];
}
