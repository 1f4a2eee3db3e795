/** What somebody copied into the second database: a table of some customers. */
export const COPY = { table: 'customers_copy', customers: 50, classes: ['email', 'username'] } as const;
