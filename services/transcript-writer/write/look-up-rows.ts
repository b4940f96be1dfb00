/**
 * Settings of a transaction, as a select list. PostgreSQL knows little of tables that have just been filled, and believes
 * that few records are of an import, or of a tenant: it would read all of them for each batch, or for each row of one. Under
 * these, rows are looked up one by one, where they lie or by their keys. The tenant must come from the row that asks, since
 * an index would be read from end to end for a constant.
 */
export const LOOK_UP_ROWS = ['seqscan', 'bitmapscan', 'hashjoin', 'mergejoin', 'material', 'memoize']
  .map((way) => `set_config('enable_${way}', 'off', true)`)
  .join(', ');
