/**
 * Something that the user wrote cannot be used. Printed as `where: what` with the mend below it, exit code 2, nothing sent.
 * `where` is `file:line:column`, a flag, or an environment variable.
 */
export class Diagnostic extends Error {
  readonly where: string | null;
  readonly mend: string | null;
  constructor(what: string, details: { where?: string; mend?: string; cause?: unknown } = {}) {
    super(what, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'Diagnostic';
    this.where = details.where ?? null;
    this.mend = details.mend ?? null;
  }
}
