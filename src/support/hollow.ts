/**
 * Whether an answer over HTTP announces JSON and holds none. So does a door for people beside another protocol (Neo4j's port of Bolt, in
 * plain even where Bolt itself wants TLS): it tells nothing of what else is spoken there, or in which form.
 */
export function isHollow(headers: Readonly<Record<string, string>>): boolean {
  return headers['content-length'] === '0' && /^application\/json\b/i.test(headers['content-type'] ?? '');
}
