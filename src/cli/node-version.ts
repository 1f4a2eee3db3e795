/**
 * Why this Node cannot run unlatched and what to do, or null. `needed` is `engines.node` of package.json. Looked at before
 * anything else is loaded: what an old Node lacks would otherwise fail somewhere, in words of its own.
 */
export function nodeTooOld(running: string, needed: string): string | null {
  const [major = 0, minor = 0] = numbersOf(running);
  const [leastMajor = 0, leastMinor = 0] = numbersOf(needed);
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return null;
  const least = `${leastMajor}.${leastMinor}`;
  return `unlatched: Node ${least} or later is needed, and this is Node ${running}\n  install one from https://nodejs.org, or let npm bring it: npx --package node@${leastMajor} --package unlatched unlatched --help\n`;
}

function numbersOf(version: string): number[] {
  return (/\d+(?:\.\d+)*/.exec(version)?.[0] ?? '').split('.').map(Number);
}
