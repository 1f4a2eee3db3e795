/**
 * A setting as data: the command line, the environment, the schema of unlatched.yaml and the reference pages are all made
 * from the same table (src/cli/flags).
 */
export type Setting = SettingKind & {
  /** Where it stands in unlatched.yaml: `audit.depth`. Null: it has no place in a file. */
  readonly key: string | null;
  /** One line, for help and reference. */
  readonly about: string;
  /** False for what widens the scope, for `--sample` and for logins: nobody sets those without being seen to. */
  readonly environment: boolean;
  /**
   * What a file found by itself may say, in a pull request say: it may only narrow. `ignored`: nothing; a function: what
   * it accepts.
   */
  readonly found: 'counts' | 'ignored' | ((value: never) => boolean);
  /** Lists that are united over all sources instead of replaced: what narrows is never overruled. */
  readonly united?: true;
};

type SettingKind =
  | { readonly kind: 'switch'; readonly default: boolean }
  | { readonly kind: 'choice'; readonly choices: readonly string[]; readonly default: string }
  | { readonly kind: 'integer'; readonly min: number; readonly max: number; readonly default: number }
  /** In milliseconds; written `500ms`, `3s`, `2m`, `1h`. */
  | { readonly kind: 'duration'; readonly min: number; readonly max: number; readonly default: number | null }
  | { readonly kind: 'text'; readonly default: string | null }
  | { readonly kind: 'file'; readonly default: string | null }
  /** `commas`: a comma parts two members, because none can belong to one. */
  | { readonly kind: 'texts'; readonly commas?: true; readonly default: readonly string[] }
  | { readonly kind: 'files'; readonly default: readonly string[] }
  | { readonly kind: 'ports'; readonly default: readonly number[] };

/** Settings by name, in camel case: `failOn` is `--fail-on` and `UNLATCHED_FAIL_ON`. */
export type Settings = Readonly<Record<string, Setting>>;

/** The type of a setting's value. */
export type ValueOf<S> = S extends { kind: 'switch' }
  ? boolean
  : S extends { kind: 'choice'; choices: readonly (infer C)[] }
    ? C
    : S extends { kind: 'integer' }
      ? number
      : S extends { kind: 'duration'; default: infer D }
        ? number | Extract<D, null>
        : S extends { kind: 'text' | 'file'; default: infer D }
          ? string | Extract<D, null>
          : S extends { kind: 'texts' | 'files' }
            ? readonly string[]
            : S extends { kind: 'ports' }
              ? readonly number[]
              : never;

export type ValuesOf<S extends Settings> = { readonly [K in keyof S]: ValueOf<S[K]> };

/** `failOn` becomes `fail-on`. */
export function flagName(name: string): string {
  return name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
}

/** `failOn` becomes `UNLATCHED_FAIL_ON`. */
export function variableName(name: string): string {
  return `UNLATCHED_${flagName(name).replaceAll('-', '_').toUpperCase()}`;
}
