/** What this project reads of package-lock.json, format 3. */
export interface Lock {
  readonly packages: Readonly<
    Record<
      string,
      {
        readonly version?: string;
        readonly resolved?: string;
        readonly optionalDependencies?: Readonly<Record<string, string>>;
      }
    >
  >;
}

/**
 * Optional dependencies (the native parts for other platforms) that the lock does not hold. npm drops those that it could
 * not fetch or does not need when it writes a lock next to an installed tree; `npm ci` then refuses on every machine.
 */
export function missingFromLock(lock: Lock): string[] {
  return Object.entries(lock.packages).flatMap(([where, { optionalDependencies }]) =>
    Object.keys(optionalDependencies ?? {}).filter((name) => {
      const candidates = [`${where}/node_modules/${name}`, `node_modules/${name}`];
      return !candidates.some((path) => lock.packages[path]?.version !== undefined);
    }),
  );
}
