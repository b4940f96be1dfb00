import { expect, it } from 'vitest';
import { readMigrations } from '#shared/clickhouse/migrations.ts';

const MADE_ELSEWHERE =
  /^CREATE (?:OR REPLACE )?(?:DATABASE|(?:MATERIALIZED )?(?:VIEW|TABLE)) (?:IF NOT EXISTS )?(\w+\.\w+|reporting)\b/i;
const REPEATABLE =
  /^(?:CREATE (?:OR REPLACE \w+|\w+ IF NOT EXISTS|\w+ \w+ IF NOT EXISTS) |DROP \w+ IF EXISTS |GRANT |REVOKE )/i;

const withoutComments = (statement: string) => statement.replace(/^\s*--.*$/gm, '').trim();

// Without it, what somebody dropped there would stay away, and a schema that is made to compare with would be what it reads.
it.each(await readMigrations())(
  '$name is run always if it makes anything in another database',
  (migration) => {
    const isElsewhere = migration.statements.some((one) => MADE_ELSEWHERE.test(withoutComments(one)));
    expect(migration.isRepeated).toBe(isElsewhere);
    if (!migration.isRepeated) return;
    for (const statement of migration.statements) expect(withoutComments(statement)).toMatch(REPEATABLE);
  },
);
