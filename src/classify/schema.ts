import * as z from 'zod';
import { OWNERS } from '../model/classes.ts';
import { TYPE_KINDS } from './types.ts';
import { VALUE_CHECKS } from './values.ts';

/** The form of rules/classes/*.yaml. Shipped files are held against it by the tests, so that a scan need not load zod for them. */

const phrase = z.string().min(2).max(60);
const phrases = z.array(phrase).min(1);
const names = z
  .strictObject({
    en: phrases,
    de: phrases,
    es: phrases,
    fr: phrases,
    it: phrases,
    nl: phrases,
    pt: phrases,
    zh: phrases,
  })
  .partial();

const step = z.strictObject({
  action: z.string().min(8),
  why: z.string().min(8),
  order: z.number().int().min(1).max(99),
  owner: z.enum(OWNERS),
});

const dataClass = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  title: z.string().min(2),
  identifying: z.boolean(),
  peopleRank: z.number().int().min(1).optional(),
  /** Named in `lookedFor` also where it was not found. */
  asked: z.boolean().optional(),
  types: z.array(z.enum(TYPE_KINDS)).min(1),
  /** Phrases with which a field's name may end. */
  names,
  /** Phrases that count only as the whole name of a field. */
  exact: names.optional(),
  /** Phrases that count only below (or beside) one of the parents. */
  within: z
    .array(
      z.strictObject({
        parents: phrases,
        names: phrases,
        /** In one name, the parent has to stand right before: a `customer_segment_name` names no customer. */
        next: z.literal(true).optional(),
        /** Parents that are none, although they end like one: an `oauth_client`. */
        except: phrases.optional(),
      }),
    )
    .optional(),
  /** Set where a code or id of it tells the same: `gender_id`. */
  coded: z.literal(true).optional(),
  /** Words that rule the class out, wherever they stand in the field's name. */
  not: z.array(phrase).optional(),
  /** Phrases that rule the class out where they stand in the collection's name. */
  notIn: phrases.optional(),
  /** Words that may follow a phrase of this class: `avatar_url`. */
  tails: z.array(phrase).optional(),
  /** Last parts of compounds that are written as one word, as German does: `geraetepasswort`. */
  endings: z.array(z.string().min(6)).optional(),
  /** The type whose fields are of this class where no name says otherwise. */
  byType: z.enum(TYPE_KINDS).optional(),
  values: z
    .array(
      z.strictObject({
        pattern: z.string().max(400),
        check: z.enum(VALUE_CHECKS).optional(),
        least: z.number().int().min(1),
        most: z.number().int().max(16_384),
        share: z.number().gt(0).max(1),
      }),
    )
    .optional(),
  law: z.array(z.string()).optional(),
  response: z.array(step).optional(),
});

export const classFile = z.strictObject({
  family: z.string().regex(/^[a-z]+(-[a-z]+)*$/),
  law: z.array(z.string()),
  response: z.array(step).optional(),
  classes: z.array(dataClass).min(1),
});

export type ClassFile = z.infer<typeof classFile>;
export type ClassEntry = ClassFile['classes'][number];
