import { parse } from 'yaml';
import * as z from 'zod';
import { readProject } from '../conformance/checks/tree.ts';

const action = z.looseObject({
  inputs: z.record(z.string(), z.looseObject({ description: z.string(), default: z.string().optional() })),
  outputs: z.record(z.string(), z.looseObject({ value: z.string() })),
  runs: z.looseObject({
    using: z.literal('composite'),
    steps: z.array(
      z.looseObject({
        run: z.string().optional(),
        shell: z.string().optional(),
        env: z.record(z.string(), z.string()).optional(),
      }),
    ),
  }),
});

/** action.yml, with the members that GitHub wants of a composite action. */
export const ACTION = action.parse(parse(readProject('action.yml')));
