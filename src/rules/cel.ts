import { createRequire } from 'node:module';
import type { ASTNode } from '@marcbachmann/cel-js';
import { Environment } from '@marcbachmann/cel-js';
import type * as Re2 from 're2js';
import type { AccessLevel, Level } from '../model/access.ts';
import { atLeast, LEVELS } from '../model/access.ts';
import type { Subject } from './subject.ts';
import {
  AccessSubject,
  CollectionSubject,
  DataSubject,
  EgressSubject,
  EndpointSubject,
  ServiceSubject,
  SettingsSubject,
  SignSubject,
  TlsSubject,
  VantageSubject,
} from './subject.ts';
import { versionRange } from './version-range.ts';

/** A condition that parsed, has the type bool and costs a bounded time. Throws what CEL throws when it cannot be evaluated. */
export type Condition = (subject: Subject) => boolean;

/** Where in the condition it went wrong (0-based), and why. */
export class ConditionError extends Error {
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.name = 'ConditionError';
    this.offset = offset;
  }
}

/** Comprehensions inside of comprehensions multiply: one level is enough for lists of facts. */
const DEEPEST_COMPREHENSION = 1;
const COMPREHENSIONS = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);
const LIMITS = { maxAstNodes: 400, maxDepth: 40, maxListElements: 100, maxMapEntries: 20, maxCallArguments: 8 };

let environment: Environment | null = null;

/** Parses, checks the types and the bounds. Throws a ConditionError. */
export function compileCondition(text: string): Condition {
  environment ??= createEnvironment();
  let parsed: ReturnType<Environment['parse']>;
  try {
    parsed = environment.parse(text);
  } catch (error) {
    throw conditionError(error);
  }
  refuseUnsafe(parsed.ast);
  const checked = parsed.check();
  if (!checked.valid) throw conditionError(checked.error);
  if (checked.type !== 'bool')
    throw new ConditionError(`a condition has to be true or false, this one is ${checked.type}`, 0);
  return (subject) => parsed(subject) === true;
}

function createEnvironment(): Environment {
  const env = new Environment({ limits: LIMITS });
  const strings = 'list<string>';
  env
    .registerType('Endpoint', {
      ctor: EndpointSubject,
      fields: { host: 'string', address: 'string', port: 'int', transport: 'string', path: 'string' },
    })
    .registerType('Vantage', { ctor: VantageSubject, fields: { name: 'string', kind: 'string' } })
    .registerType('Tls', {
      ctor: TlsSubject,
      fields: {
        present: 'bool',
        version: 'string',
        cipher: 'string',
        hasCertificate: 'bool',
        trusted: 'bool',
        trustError: 'string',
        nameMatches: 'bool',
        selfSigned: 'bool',
        notBefore: 'google.protobuf.Timestamp',
        notAfter: 'google.protobuf.Timestamp',
        clientCertificateRequested: 'bool',
      },
    })
    .registerType('Service', { ctor: ServiceSubject, fields: { engine: 'string', version: 'string', name: 'string' } })
    .registerType('Access', {
      ctor: AccessSubject,
      fields: {
        level: 'string',
        inferred: 'string',
        worst: 'string',
        capabilities: strings,
        securityLayer: 'string',
        user: 'string',
        roles: strings,
        filtered: 'bool',
        control: 'string',
      },
    })
    .registerType('Settings', { ctor: SettingsSubject, fields: {} })
    .registerType('Collection', {
      ctor: CollectionSubject,
      fields: { name: 'string', kind: 'string', records: 'int', bytes: 'int', system: 'bool', state: strings },
    })
    .registerType('Data', {
      ctor: DataSubject,
      fields: {
        known: 'bool',
        collections: 'list<Collection>',
        records: 'int',
        bytes: 'int',
        people: 'int',
        classes: strings,
        families: strings,
      },
    })
    .registerType('Egress', {
      ctor: EgressSubject,
      fields: { kind: 'string', name: 'string', location: 'string', host: 'string', scope: 'string' },
    })
    .registerType('Sign', { ctor: SignSubject, fields: { kind: 'string', certainty: 'string', collection: 'string' } });
  env
    .registerVariable('endpoint', 'Endpoint')
    .registerVariable('outcome', 'string')
    .registerVariable('protection', 'string')
    .registerVariable('now', 'google.protobuf.Timestamp')
    .registerVariable('vantage', 'Vantage')
    .registerVariable('tls', 'Tls')
    .registerVariable('service', 'Service')
    .registerVariable('access', 'Access')
    .registerVariable('settings', 'Settings')
    .registerVariable('data', 'Data')
    .registerVariable('egress', 'list<Egress>')
    .registerVariable('signs', 'list<Sign>');
  return env
    .registerFunction('Settings.text(string): string', (settings: SettingsSubject, name: string) => settings.text(name))
    .registerFunction('Settings.flag(string): bool', (settings: SettingsSubject, name: string) => settings.flag(name))
    .registerFunction('Settings.known(string): bool', (settings: SettingsSubject, name: string) => settings.known(name))
    .registerFunction('Settings.number(string): int', (settings: SettingsSubject, name: string) =>
      settings.number(name),
    )
    .registerFunction('Settings.list(string): list<string>', (settings: SettingsSubject, name: string) =>
      settings.list(name),
    )
    .registerFunction('atLeast(string, string): bool', levelAtLeast)
    .registerFunction('anyOf(list<string>, list<string>): bool', (list: readonly string[], wanted: readonly string[]) =>
      list.some((member) => wanted.includes(member)),
    )
    .registerFunction('versionIn(string, string): bool', (version: string, range: string) =>
      versionRange(range)(version),
    )
    .registerFunction('re2(string, string): bool', re2);
}

function levelAtLeast(level: string, floor: string): boolean {
  if (!(LEVELS as readonly string[]).includes(floor))
    throw new RangeError(`"${floor}" is no access level: ${LEVELS.join(', ')}`);
  return atLeast(level as AccessLevel, floor as Level);
}

const patterns = new Map<string, { find: (text: string) => boolean }>();

/** RE2 runs in time linear in the text: names come from strangers. */
function re2(text: string, pattern: string): boolean {
  let compiled = patterns.get(pattern);
  if (compiled === undefined) {
    const { RE2JS } = createRequire(import.meta.url)('re2js') as typeof Re2;
    const regex = RE2JS.compile(pattern);
    compiled = { find: (candidate) => regex.matcher(candidate).find() };
    patterns.set(pattern, compiled);
  }
  return compiled.find(text.slice(0, 4_096));
}

/** `matches` backtracks (29 s on a hostile text), and nested comprehensions multiply; both are refused. Checks literals of functions. */
function refuseUnsafe(root: ASTNode): void {
  walk(root, 0);
}

function walk(node: unknown, comprehensions: number): void {
  if (Array.isArray(node)) {
    for (const member of node) walk(member, comprehensions);
    return;
  }
  if (!isAst(node)) return;
  const call = callOf(node);
  if (call === null) {
    walk(node.args, comprehensions);
    return;
  }
  const at = node.pos ?? 0;
  if (call.name === 'matches') {
    throw new ConditionError('matches() backtracks and can hang on a hostile name: write re2(text, pattern)', at);
  }
  // a chain (`list.filter(…).exists(…)`) adds, what stands inside multiplies
  const inside = comprehensions + (call.receiver !== null && COMPREHENSIONS.has(call.name) ? 1 : 0);
  if (inside > DEEPEST_COMPREHENSION) {
    throw new ConditionError('a comprehension inside of a comprehension multiplies: name the fact in one', at);
  }
  checkLiterals(call.name, call.args, at);
  walk(call.receiver, comprehensions);
  walk(call.args, inside);
}

interface Ast {
  readonly op: string;
  readonly args: unknown;
  readonly pos?: number;
}

function isAst(node: unknown): node is Ast {
  return typeof node === 'object' && node !== null && 'op' in node && 'args' in node;
}

function callOf(node: Ast): { name: string; receiver: unknown; args: readonly unknown[] } | null {
  const args = Array.isArray(node.args) ? (node.args as readonly unknown[]) : [];
  if (node.op === 'call') return { name: String(args[0]), receiver: null, args: Array.isArray(args[1]) ? args[1] : [] };
  if (node.op === 'rcall')
    return { name: String(args[0]), receiver: args[1], args: Array.isArray(args[2]) ? args[2] : [] };
  return null;
}

/** A range, level or pattern that is written out is checked when the rule is loaded, not when the first endpoint comes. */
function checkLiterals(name: string, args: readonly unknown[], offset: number): void {
  const [, second] = args;
  const literal = isAst(second) && second.op === 'value' && typeof second.args === 'string' ? second.args : null;
  if (literal === null) return;
  try {
    if (name === 'versionIn') versionRange(literal);
    if (name === 'atLeast') levelAtLeast('none', literal);
    if (name === 're2') re2('', literal);
  } catch (error) {
    throw new ConditionError(error instanceof Error ? error.message : String(error), offset);
  }
}

function conditionError(error: unknown): ConditionError {
  if (!(error instanceof Error)) return new ConditionError(String(error), 0);
  const summary = 'summary' in error && typeof error.summary === 'string' ? error.summary : error.message;
  const range = 'range' in error ? (error.range as { start?: number } | undefined) : undefined;
  return new ConditionError(summary, range?.start ?? 0);
}
