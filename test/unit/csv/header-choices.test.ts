import { describe, expect, test } from 'vitest';
import { inspectHead } from '#shared/csv/dialect.ts';
import { type ColumnChoices, matchHeader } from '#shared/csv/header.ts';
import { headerProblem } from '#shared/csv/inspection/header-problem.ts';
import { textsOf } from '#shared/texts/texts-of.ts';

const NEEDED = ['Username', 'Certification Name', 'Issue Date'];

function indexesOf(cells: readonly string[], choices: ColumnChoices): readonly number[] | string {
  const match = matchHeader(cells, 'certifications', choices);
  if (match.ok) return match.mapping.indexes;
  return headerProblem(cells, match, { type: 'certifications', ...choices }).detail(textsOf('en'));
}

describe('choices', () => {
  test('make titles columns that the template does not have', () => {
    const columns = { 'Emp No': 'employeeId', Award: 'certificationName', On: 'issueDate' };
    expect(indexesOf(['ON', ' emp_no*', 'award'], { columns })).toEqual([-1, 1, 2, -1, -1, 0, -1, -1]);
  });

  test('count for more than titles that are the template’s', () => {
    const columns = { Login: 'username', Notes: 'certificationNumber' };
    expect(indexesOf([...NEEDED, 'Login', 'Notes'], { columns })).toEqual([3, -1, 1, 4, -1, 2, -1, -1]);
  });

  test('leave columns out, however often they are there', () => {
    expect(
      indexesOf([...NEEDED, 'Notes', 'notes', 'Score'], { columns: { Notes: null, Score: null } }),
    ).toEqual([0, -1, 1, -1, -1, 2, -1, -1]);
  });

  test('give a text to columns that the file lacks, required ones too', () => {
    expect(
      indexesOf(['Username'], { constants: { certificationName: 'First Aid', issueDate: '2020-01-01' } }),
    ).toEqual([0, -1, -1, -1, -1, -1, -1, -1]);
    expect(indexesOf(NEEDED.slice(1), { constants: { username: 'cameron' } })).toEqual([
      -1, -1, 0, -1, -1, 1, -1, -1,
    ]);
  });

  test('mark the cells that they decide', () => {
    const match = matchHeader([...NEEDED, 'Login', 'x', 'X'], 'certifications', {
      columns: { Login: 'employeeId', x: null },
    });
    expect(match).toMatchObject({ ok: true, mapping: { chosen: [3, 4, 5] } });
  });

  test('may name what prototypes have', () => {
    const columns = JSON.parse('{"__proto__": "username", "constructor": "notes"}');
    expect(indexesOf(['__proto__', ...NEEDED.slice(1), 'constructor'], { columns })).toEqual(
      // Under both names an underscore does not count.
      [0, -1, 1, -1, -1, 2, -1, 3],
    );
  });

  test('make titles known by which the delimiter is found', () => {
    const choices = { columns: { Nr: 'employeeId', Kurs: 'courseNumber' } };
    const head = Buffer.from('Nr;Kurs;"a,b,c,d,e"\n1;2;3\n');
    const found = inspectHead(head, 'utf-8', undefined, choices);
    expect(found.ok && found.dialect.delimiter).toBe(';');
  });
});

test.each<[what: string, cells: readonly string[], choices: ColumnChoices, problem: string]>([
  [
    'a title that the file lacks',
    NEEDED,
    { columns: { 'Emp No': 'employeeId', Remarks: null } },
    'The settings name columns that the file\'s first line does not have: "Emp No", "Remarks".',
  ],
  [
    'a chosen title that it has twice',
    [...NEEDED, 'Emp No', 'emp no'],
    { columns: { 'Emp No': 'employeeId' } },
    'The file\'s first line has a column more than once: "Emp No".',
  ],
  [
    'a text for a column that it has',
    NEEDED,
    { constants: { issueDate: '2020-01-01' } },
    'The settings give one text for all rows of Issue Date, but the file has a column for it.',
  ],
  [
    'a column that is not imported and is required',
    NEEDED,
    { columns: { 'Issue Date': null } },
    'these are missing: Issue Date.',
  ],
  [
    'one of two that are missing, without suggesting what was chosen',
    ['Employee Number', 'Login', 'Cert'],
    { columns: { 'Employee Number': 'username' } },
    '"Login" may be',
  ],
])('%s is told', (what, cells, choices, problem) => {
  if (what.startsWith('one of two'))
    expect(indexesOf(cells, choices)).not.toContain('"Employee Number" may be');
  else expect(indexesOf(cells, choices)).toContain(problem);
});
