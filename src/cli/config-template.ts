import { durationText } from '../config/index.ts';
import { type Flag, SETTINGS } from './flags/index.ts';

/** What stands for a setting that has no default to show. */
const EXAMPLES: Readonly<Record<string, string>> = {
  targets: '[search.internal:9200, 10.0.0.0/28]',
  targetsFrom: '[targets.txt]',
  'scope.allow': '[10.0.0.0/24]',
  'scope.deny': '[10.0.0.5]',
  'audit.ports': '[9200, 9201]',
  'audit.engines': '[elasticsearch]',
  'audit.deadline': '30m',
  'tls.ca': 'ca.pem',
  'tls.serverName': 'search.internal',
  contact: 'security@example.com',
  'vantage.name': 'office',
  'report.baseline': 'unlatched-baseline.json',
  'report.redactKey': 'redact.key',
  'report.ignoreFile': 'accepted.yaml',
  rules: '[my-rules.yaml]',
  'history.store': 'history.db',
  'history.keep': '400d',
};

const PUBLIC = `  # Public addresses, each with proof that they are yours: a TXT record "unlatched-scope=TOKEN" at a name that resolves
  # to the address (dns-txt), an address of this machine (local-address), or your word alone (attested; depth access).
  # public:
  #   - at: 203.0.113.10
  #     proof: { kind: dns-txt, name: search.example.com, token: env:UNLATCHED_SCOPE_TOKEN }
  #   - at: 203.0.113.20
  #     proof: { kind: attested, owner: search team, reason: quarterly audit, until: "2027-01-31" }
`;

/** unlatched.yaml with every key commented out, made from the same table as the flags. */
export function configTemplate(): string {
  const settings = Object.values(SETTINGS as Readonly<Record<string, Flag>>).filter(({ key }) => key !== null);
  const sections = Map.groupBy(settings, ({ key }) => (key?.includes('.') === true ? (key.split('.')[0] ?? '') : ''));
  const parts = [...sections].map(([section, members]) => {
    const indent = section === '' ? '' : '  ';
    const lines = members.map((flag) => memberText(flag, indent)).join('');
    return section === '' ? lines : `${section}:\n${lines}${section === 'scope' ? PUBLIC : ''}`;
  });
  return `${HEAD}\n${parts.join('\n')}`;
}

const HEAD = `# unlatched.yaml: take the # away before what you want to say. A flag or an UNLATCHED_… variable overrules it.
# Found by itself (in the folder where unlatched runs) this file may only narrow: targets, scope.allow, scope.public, rules
# and all that asks for more than the default count only where it is named: unlatched scan --config unlatched.yaml
`;

function memberText(flag: Flag, indent: string): string {
  const key = flag.key ?? '';
  const name = key.slice(key.indexOf('.') + 1);
  return `${indent}# ${flag.about}\n${indent}# ${name}: ${EXAMPLES[key] ?? defaultText(flag)}\n`;
}

function defaultText(flag: Flag): string {
  if (flag.kind === 'duration') return durationText(flag.default ?? 0);
  return Array.isArray(flag.default) ? `[${flag.default.join(', ')}]` : String(flag.default);
}
