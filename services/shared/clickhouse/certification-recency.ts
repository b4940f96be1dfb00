/**
 * How records of certifications get their `recency` (schemas/clickhouse/0014_certification_recency.sql). A record that is inserted, a
 * removed one too, is unknown; as long as any record of a person is unknown or pending, dashboards compare all of the person's.
 *
 *     unknown ─▶ pending ─▶ what is known of these people corrected ─▶ pending becomes latest or earlier
 *
 * What comes in between is unknown, so nothing that is found out without it is believed. Each statement can be run again.
 */

/** People whose records are compared at once: bounds memory where there are many of whom nothing is known. */
const PEOPLE = 20_000;

const PENDING_PEOPLE = `SELECT person_id FROM certification_records WHERE recency = 'pending'`;

/** The order of docs/reporting.md, of those people alone. */
const FOUND = `if((person_id, record_id) IN (
    SELECT person_id, record_id FROM certification_records FINAL WHERE person_id IN (${PENDING_PEOPLE})
    ORDER BY tenant_id, certification_name, person_id, issue_date DESC, record_id DESC
    LIMIT 1 BY tenant_id, certification_name, person_id
  ), 'latest', 'earlier')`;

/** In their order, each once the one before is done in all parts. */
export const RECENCY_STATEMENTS: readonly string[] = [
  `ALTER TABLE certification_records UPDATE recency = 'pending' WHERE recency = 'unknown' AND person_id IN (
    SELECT DISTINCT person_id FROM certification_records WHERE recency = 'unknown' ORDER BY person_id LIMIT ${PEOPLE})`,
  `ALTER TABLE certification_records UPDATE recency = ${FOUND}
  WHERE recency IN ('latest', 'earlier') AND person_id IN (${PENDING_PEOPLE})`,
  `ALTER TABLE certification_records UPDATE recency = ${FOUND} WHERE recency = 'pending'`,
];

/** Whether there is anything to find out. */
export const UNSETTLED_RECORDS = `SELECT 1 FROM certification_records WHERE recency IN ('unknown', 'pending') LIMIT 1`;
