import { StringDecoder } from 'node:string_decoder';
import { SaxesParser } from 'saxes';
import { Diagnostic } from '../../support/diagnostic.ts';
import { escapeText } from '../../support/escape.ts';
import type { Reading } from '../from.ts';

const DEEPEST = 64;
const MOST_NAMES = 8;
/** One element, with the output of a script in it. */
const LARGEST_ELEMENT = 4 * 1024 * 1024;

interface OpenPort {
  readonly port: number;
  readonly line: number;
  readonly column: number;
  open: boolean;
  service: string | null;
  tls: boolean;
}

/** nmap's XML (`-oX`), streamed: one host is held at a time. Entities of the file's own are refused. */
export async function read({ source, add }: Reading): Promise<void> {
  const parser = new SaxesParser<{ position: true; xmlns: false }>({ position: true, xmlns: false });
  const fail = (what: string): never => {
    throw new Diagnostic(what, {
      where: `${source.file}:${parser.line}:${Math.max(parser.column, 1)}`,
      mend: 'name a file that nmap -oX wrote',
    });
  };
  let depth = 0;
  let address: string | null = null;
  let names: string[] = [];
  let ports: OpenPort[] = [];
  let here: OpenPort | null = null;
  let sinceEvent = 0;
  const heard = () => {
    sinceEvent = 0;
  };

  parser.on('error', (error) => fail(`not valid XML: ${escapeText(error.message.replace(/^\d+:\d+: /, ''), 160)}`));
  parser.on('doctype', (text) => {
    if (text.includes('[')) fail('the document type declares entities or more, which is not read');
    heard();
  });
  for (const event of ['text', 'cdata', 'comment', 'processinginstruction'] as const) parser.on(event, heard);
  parser.on('opentag', ({ name, attributes }) => {
    heard();
    depth += 1;
    if (depth > DEEPEST) fail(`it is nested deeper than ${DEEPEST}`);
    if (depth === 1 && name !== 'nmaprun') fail(`the root element is ${escapeText(name, 40)}, not nmaprun`);
    if (name === 'host') {
      address = null;
      names = [];
      ports = [];
    } else if (name === 'address' && attributes['addrtype'] !== 'mac') address ??= attributes['addr'] ?? null;
    else if (name === 'hostname' && names.length < MOST_NAMES) names.push(attributes['name'] ?? '');
    else if (name === 'port' && attributes['protocol'] === 'tcp') {
      const { line, column } = parser;
      here = { port: Number(attributes['portid']), line, column, open: false, service: null, tls: false };
    } else if (name === 'state' && here !== null) here.open = attributes['state'] === 'open';
    else if (name === 'service' && here !== null) {
      here.service = attributes['product'] ?? attributes['name'] ?? null;
      here.tls = attributes['tunnel'] === 'ssl';
    }
  });
  parser.on('closetag', ({ name }) => {
    heard();
    depth -= 1;
    if (name === 'port' && here !== null) {
      if (here.open) ports.push(here);
      here = null;
    }
    if (name !== 'host' || address === null) return;
    for (const { port, line, column, service, tls } of ports) {
      add({
        host: address,
        port,
        line,
        column,
        name: names.length > 0 ? names.join(' ') : null,
        tls: tls ? 'tls' : 'auto',
        word: service === null ? undefined : { text: service, by: 'name' },
      });
    }
  });

  const decoder = new StringDecoder('utf8');
  for await (const chunk of source.chunks()) {
    sinceEvent += chunk.length;
    if (sinceEvent > LARGEST_ELEMENT) fail('an element is larger than 4 MiB');
    parser.write(decoder.write(chunk));
  }
  parser.close();
}
