/** What docs/reference/rules.md says of the variables and functions that a condition can use. */
export interface SubjectDoc {
  readonly variables: readonly { readonly name: string; readonly type: string; readonly meaning: string }[];
  readonly functions: readonly { readonly signature: string; readonly meaning: string }[];
}

export const SUBJECT_DOC: SubjectDoc = {
  variables: [
    { name: 'endpoint.host', type: 'string', meaning: 'host as the target names it' },
    { name: 'endpoint.address', type: 'string', meaning: 'the address that was dialled' },
    { name: 'endpoint.port', type: 'int', meaning: 'port' },
    { name: 'endpoint.transport', type: 'string', meaning: '`tcp` or `udp`' },
    { name: 'endpoint.path', type: 'string', meaning: 'base path, begins and ends with `/`' },
    {
      name: 'outcome',
      type: 'string',
      meaning: '`exposed`, `protected`, `unidentified`, `unreachable`, `inconclusive` or `skipped`',
    },
    { name: 'protection', type: 'string', meaning: '`authentication`, `network`, `client-certificate`, or empty' },
    { name: 'now', type: 'timestamp', meaning: 'when the audit ended' },
    { name: 'vantage.name', type: 'string', meaning: 'where the audit was made from, as the user calls it' },
    { name: 'vantage.kind', type: 'string', meaning: '`loopback`, `private` or `public`' },
    { name: 'tls.present', type: 'bool', meaning: 'TLS was spoken; without it the other members of `tls` are empty' },
    { name: 'tls.version', type: 'string', meaning: 'as OpenSSL names it: `TLSv1.3`' },
    { name: 'tls.cipher', type: 'string', meaning: 'the cipher agreed on' },
    { name: 'tls.hasCertificate', type: 'bool', meaning: 'a certificate was shown' },
    {
      name: 'tls.trusted',
      type: 'bool',
      meaning: 'it leads to a certificate authority that is trusted here; true without TLS',
    },
    { name: 'tls.trustError', type: 'string', meaning: 'why not, as OpenSSL names it: `CERT_HAS_EXPIRED`' },
    { name: 'tls.nameMatches', type: 'bool', meaning: 'false where it was issued for another name' },
    { name: 'tls.selfSigned', type: 'bool', meaning: 'issued by itself' },
    { name: 'tls.notBefore', type: 'timestamp', meaning: 'valid from' },
    { name: 'tls.notAfter', type: 'timestamp', meaning: 'valid until' },
    { name: 'tls.clientCertificateRequested', type: 'bool', meaning: 'the server asked for a client certificate' },
    { name: 'service.engine', type: 'string', meaning: 'engine id, or empty' },
    { name: 'service.version', type: 'string', meaning: "version by the server's word, or empty" },
    { name: 'service.name', type: 'string', meaning: 'the name that the server or node gives itself' },
    { name: 'access.level', type: 'string', meaning: 'the highest level that an exchange proved, or `unknown`' },
    {
      name: 'access.inferred',
      type: 'string',
      meaning: 'what follows from privileges or an absent security layer, or `unknown`',
    },
    { name: 'access.worst', type: 'string', meaning: 'the higher of the two' },
    { name: 'access.capabilities', type: 'list<string>', meaning: '`list-collections`, `read-records` …' },
    { name: 'access.securityLayer', type: 'string', meaning: '`absent`, `present` or `unknown`' },
    { name: 'access.user', type: 'string', meaning: 'who the server says an anonymous visitor is' },
    { name: 'access.roles', type: 'list<string>', meaning: "that user's roles" },
    { name: 'access.filtered', type: 'bool', meaning: 'only some collections, fields or records are seen' },
    {
      name: 'access.control',
      type: 'string',
      meaning: '`passed`, `failed` (it says yes to everything) or `not-asked`',
    },
    {
      name: 'settings',
      type: 'Settings',
      meaning: "the engine's own facts, read with `text`, `flag`, `number`, `list`, `known`",
    },
    { name: 'data.known', type: 'bool', meaning: 'an inventory was taken, and it tells numbers of records' },
    {
      name: 'data.collections',
      type: 'list<Collection>',
      meaning: 'each with `name`, `kind`, `records`, `bytes`, `system`, `state`; at most 2,000',
    },
    { name: 'data.records', type: 'int', meaning: "records in collections that are not the server's own" },
    { name: 'data.bytes', type: 'int', meaning: 'bytes of those' },
    { name: 'data.people', type: 'int', meaning: 'distinct people where they were counted, else 0' },
    { name: 'data.classes', type: 'list<string>', meaning: 'data classes found, sorted' },
    { name: 'data.families', type: 'list<string>', meaning: 'their families, sorted' },
    {
      name: 'egress',
      type: 'list<Egress>',
      meaning: 'each with `kind`, `name`, `location`, `host`, `scope` (`inside`, `outside`, `unknown`)',
    },
    { name: 'signs', type: 'list<Sign>', meaning: 'each with `kind`, `certainty`, `collection`' },
  ],
  functions: [
    { signature: 'settings.text(name string) string', meaning: 'a fact that is text, else the empty text' },
    { signature: 'settings.flag(name string) bool', meaning: 'true where the fact is true' },
    { signature: 'settings.known(name string) bool', meaning: 'whether the fact could be learnt' },
    { signature: 'settings.number(name string) int', meaning: 'a fact that is a number, else 0' },
    { signature: 'settings.list(name string) list<string>', meaning: 'a fact that is a list, else the empty list' },
    {
      signature: 'atLeast(level string, floor string) bool',
      meaning: 'whether an access level is at least another; `unknown` is at least none',
    },
    { signature: 'anyOf(list list<string>, wanted list<string>) bool', meaning: 'whether the lists share a member' },
    {
      signature: 'versionIn(version string, range string) bool',
      meaning: 'whether a version is in a range such as `<1.3.8 || >=1.4.0 <1.4.3`',
    },
    {
      signature: 're2(text string, pattern string) bool',
      meaning: 'whether a part of the text has the pattern, in linear time (RE2 syntax). `matches` is refused',
    },
  ],
};
