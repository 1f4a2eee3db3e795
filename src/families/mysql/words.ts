import type { Engine } from '../../model/engine.ts';

/** What each level means in this family. */
export const mysqlLevels: Engine['levels'] = {
  banner: 'a login without a password, to an account that may do nothing',
  metadata: 'names of databases and tables',
  read: 'a row of a named table can be read',
  write: 'the account may change tables of a database, by the server’s own answer to SHOW GRANTS',
  admin: 'the account may do everything, make accounts or change theirs; or the grant tables are not read',
};
