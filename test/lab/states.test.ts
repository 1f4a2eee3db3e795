import { afterAll, describe, expect, it } from 'vitest';
import { engineMissing, Lab, labStates, needEngine } from '../kit/lab.ts';
import { audit } from '../kit/lab-audit.ts';
import { expectationOf } from '../kit/lab-state.ts';
import { differences, saidOf } from '../kit/said.ts';

/** What a user's script sees where there is no alarm: something is open, nothing is, or it could not be settled. */
const EXIT = { exposed: 1, protected: 0, unidentified: 3, unreachable: 3, inconclusive: 3, skipped: 3 } as const;

const states = await labStates();
const chosen = states.filter(({ ci }) => ci || process.env['LAB'] === 'all');
const missing = await engineMissing();
const lab = new Lab();

afterAll(() => lab[Symbol.asyncDispose]());

describe('the built program, against real servers, is right and changes nothing', () => {
  it.for(chosen.map((state) => [state.name, state] as const))('%s', async ([, state], context) => {
    needEngine(missing, context);
    const standing = await lab.enter(state);
    const before = await standing.admin?.condition();
    const audited = await audit(standing);
    expect(differences(expectationOf(state, standing.truth), saidOf(audited.report))).toEqual([]);
    const alarmed = (state.expect.rules ?? []).length > 0;
    expect(audited.exitCode).toBe(alarmed ? 1 : EXIT[state.expect.outcome]);
    expect(await standing.admin?.condition()).toBe(before);
  });
});
