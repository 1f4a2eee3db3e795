import { expect, it } from 'vitest';
import { nodeTooOld } from '../../../src/cli/node-version.ts';
import { NODE_NEEDED } from '../../../src/cli/version.ts';

it.each(['22.19.0', '22.19.1', '22.20.0', '24.0.0', '24.0.0-nightly20260101', '100.1.0'])(
  'Node %s will do',
  (running) => {
    expect(nodeTooOld(running, '>=22.19')).toBeNull();
  },
);

it.each(['22.18.9', '22.2.0', '20.20.2', '18.0.0', '9.99.99', '21.99.0'])('Node %s is too old', (running) => {
  expect(nodeTooOld(running, '>=22.19')).toBe(
    `unlatched: Node 22.19 or later is needed, and this is Node ${running}\n` +
      '  install one from https://nodejs.org, or let npm bring it: npx --package node@22 --package unlatched unlatched --help\n',
  );
});

it('what is needed is what package.json says, and this Node has it', () => {
  expect(NODE_NEEDED).toMatch(/^>=\d+\.\d+$/);
  expect(nodeTooOld(process.versions.node, NODE_NEEDED)).toBeNull();
});
