import { LmsError } from '#shared/errors.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import type { PackedRecord } from '#shared/records/packed-records.ts';
import type { UserValues } from '#shared/records/record-values.ts';
import type { PeopleDirectory, TenantDirectory } from '../people/people-directory.ts';
import { recordFeedRows } from '../write/feed-rows.ts';
import { advance, type ImportProgress } from '../write/import-progress.ts';
import type { Row } from '../write/row.ts';
import type { RowResults } from '../write/row-results.ts';
import type { ValidatedRows } from '../write/validated-rows.ts';
import { inColumnOrder } from './column-order.ts';
import { findUser } from './find-user.ts';

/**
 * Decides every row that is new: skipped when its import was cancelled, failed with every reason, or accepted.
 * Moves and counts in `progress`, and notes what becomes of each row of a file in `results`. Runs in the batch's transaction, where people and progress are read.
 *
 * @throws LmsError `fenced` when a feed has ended since the batch was read: it must be read again
 */
export async function validateRows(
  client: Queryable,
  rows: readonly Row[],
  progress: ReadonlyMap<string, ImportProgress>,
  people: PeopleDirectory,
  results: RowResults,
): Promise<ValidatedRows> {
  const numbered = await recordFeedRows(client, rows);
  const fresh = rows.filter((row) => {
    const importProgress = progress.get(row.importInfo.importId);
    if (importProgress === undefined || !isNew(row, importProgress, numbered)) return false;
    if (importProgress.cancelled) {
      importProgress.skipped += 1;
      addResult(results, row, 'c');
    }
    return !importProgress.cancelled;
  });
  const directories = await directoriesOf(client, fresh, progress, people);
  const validated: ValidatedRows = {
    courses: [],
    kept: [],
    certifications: [],
    checked: { courses: [], certifications: [] },
    undone: [],
    failures: [],
  };
  for (const row of fresh) {
    if (row.importInfo.undoes !== undefined) {
      takeBack(row, validated);
      continue;
    }
    const importProgress = progress.get(row.importInfo.importId);
    const directory = directories.get(row.importInfo.tenantId);
    if (importProgress === undefined || directory === undefined) continue;
    const isValid = validateRow(row, directory, validated);
    if (isValid) importProgress.successes += 1;
    else importProgress.failures += 1;
    addResult(results, row, isValid ? 'a' : 'f');
  }
  return validated;
}

function takeBack({ importInfo, identity }: Row, into: ValidatedRows): void {
  if (identity.kind === 'row') into.undone.push({ importInfo, rowNumber: identity.rowNumber });
}

/** A row that is written counts as added until the statement that writes it says otherwise; a check run writes none. */
function addResult(results: RowResults, { importInfo, identity }: Row, letter: 'a' | 'c' | 'f'): void {
  if (identity.kind === 'row' && importInfo.isCheck !== true)
    results.add(importInfo, identity.rowNumber, letter);
}

function isNew(row: Row, progress: ImportProgress, numbered: ReadonlySet<Row>): boolean {
  if (row.identity.kind === 'row') return progress.open && advance(progress, row.identity);
  if (!progress.open) {
    throw new LmsError('fenced', `Feed ${progress.importId} has ended meanwhile`, { retryable: true });
  }
  return row.identity.kind === 'offset' || numbered.has(row);
}

function validateRow(row: Row, directory: TenantDirectory, into: ValidatedRows): boolean {
  const { validation, importInfo } = row;
  const user = validation.value ?? validation.user;
  const found = user === undefined ? undefined : findUser(user, directory, importInfo.language);
  if (validation.value !== undefined && typeof found === 'number') {
    accept(row, found, validation.value, into);
    return true;
  }
  const reasons = [...(validation.reasons ?? []), ...(typeof found === 'object' ? [found] : [])];
  into.failures.push({ row, reasons: inColumnOrder(importInfo.type, reasons) });
  return false;
}

function accept(
  { importInfo, position }: Row,
  personId: number,
  values: PackedRecord,
  into: ValidatedRows,
): void {
  const accepted = { importInfo, personId, position, values };
  if (importInfo.isCheck === true) into.checked[importInfo.type].push(accepted);
  else if (importInfo.kept !== undefined) into.kept.push(accepted);
  else into[importInfo.type].push(accepted);
}

async function directoriesOf(
  client: Queryable,
  rows: readonly Row[],
  progress: ReadonlyMap<string, ImportProgress>,
  people: PeopleDirectory,
): Promise<Map<number, TenantDirectory>> {
  const versions = new Map([...progress.values()].map((p) => [p.tenantId, p.peopleVersion]));
  const directories = new Map<number, TenantDirectory>();
  for (const [tenantId, version] of versions) {
    const users = usersOf(rows, tenantId);
    directories.set(tenantId, await people.prepare(client, tenantId, version, users));
  }
  return directories;
}

function usersOf(rows: readonly Row[], tenantId: number): UserValues[] {
  const users: UserValues[] = [];
  for (const { importInfo, validation } of rows) {
    const user = validation.value ?? validation.user;
    if (importInfo.tenantId === tenantId && user !== undefined) users.push(user);
  }
  return users;
}
