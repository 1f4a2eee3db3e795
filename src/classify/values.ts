import type { RE2JS } from 're2js';

export const VALUE_CHECKS = ['luhn', 'iban', 'jwt', 'us-ssn'] as const;
export type ValueCheck = (typeof VALUE_CHECKS)[number];

/** Whether a whole value has a class's shape. Patterns run in linear time: values come from strangers. */
export interface ValueShape {
  readonly class: string;
  /** The share of the seen values from which the field counts as of the class. */
  readonly share: number;
  fits(value: string): boolean;
}

export function valueShape(
  declared: {
    class: string;
    pattern: string;
    check?: ValueCheck | undefined;
    least: number;
    most: number;
    share: number;
  },
  re2: typeof RE2JS,
): ValueShape {
  const pattern = re2.compile(declared.pattern);
  const check = declared.check === undefined ? null : CHECKS[declared.check];
  return {
    class: declared.class,
    share: declared.share,
    fits: (value) =>
      value.length >= declared.least &&
      value.length <= declared.most &&
      pattern.matches(value) &&
      (check === null || check(value)),
  };
}

const CHECKS: Readonly<Record<ValueCheck, (value: string) => boolean>> = {
  luhn,
  iban,
  jwt,
  'us-ssn': (value) => !/^(000|666|9\d\d)|-00-|-0000$/.test(value),
};

/** The checksum of payment cards (ISO/IEC 7812), and the first digits that issuers have. */
export function luhn(value: string): boolean {
  const digits = value.replace(/[ -]/g, '');
  if (digits.length < 13 || digits.length > 19 || !/^[2-6]\d+$/.test(digits) || /^(\d)\1+$/.test(digits)) return false;
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48;
    sum += index % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2;
  }
  return sum % 10 === 0;
}

/** ISO 13616: country first moved to the end, letters as two digits, the whole number is 1 modulo 97. */
export function iban(value: string): boolean {
  const compact = value.replaceAll(' ', '').toUpperCase();
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(compact)) return false;
  let rest = 0;
  for (const character of compact.slice(4) + compact.slice(0, 4)) {
    const number = Number.parseInt(character, 36);
    rest = (rest * (number > 9 ? 100 : 10) + number) % 97;
  }
  return rest === 1;
}

/** A JSON Web Token: its first part is the base64url of a JSON object that names an algorithm. */
export function jwt(value: string): boolean {
  const header = Buffer.from(value.slice(0, Math.max(0, value.indexOf('.'))), 'base64url').toString('utf8');
  return /^\{[^{}]{0,500}"alg"\s*:/.test(header);
}
