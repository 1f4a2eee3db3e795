/** MySQL is filled as MariaDB is, by the same statements. */
export { mysqlAdmin } from '../mariadb/admin.ts';
