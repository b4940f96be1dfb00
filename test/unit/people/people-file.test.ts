import { describe, expect, it } from 'vitest';
import { readPeopleFile } from '#shared/people/people-file.ts';
import { PeopleRefused } from '#shared/people/people-refused.ts';

const HEADER = 'username,employee_id,first_name,last_name,email,role\n';

function read(text: string) {
  return readPeopleFile(Buffer.from(text));
}

function problems(text: string): readonly string[] {
  try {
    read(text);
  } catch (error) {
    if (error instanceof PeopleRefused) return error.problems;
    throw error;
  }
  return [];
}

describe('a people file', () => {
  it('gives its people, each with its line', () => {
    expect(
      read(`${HEADER}Cameron.Graham, E1042 ,Cameron,Graham,,Learner\n\navery,,Avery,,a@x.example,admin`),
    ).toEqual([
      {
        line: 2,
        username: 'Cameron.Graham',
        usernameFolded: 'cameron.graham',
        employeeId: 'E1042',
        firstName: 'Cameron',
        lastName: 'Graham',
        email: null,
        role: 'learner',
      },
      {
        line: 4,
        username: 'avery',
        usernameFolded: 'avery',
        employeeId: null,
        firstName: 'Avery',
        lastName: '',
        email: 'a@x.example',
        role: 'admin',
      },
    ]);
  });

  it('may have other titles, orders, delimiters and line ends, and a byte order mark', () => {
    const text = '\ufeffRole;Last Name;FIRST_NAME;Employee ID;Username;Email;Site\r\nadmin;B;A;7;u;;x\r\n';
    expect(read(text)).toMatchObject([{ line: 2, username: 'u', employeeId: '7', role: 'admin' }]);
  });

  it('takes off the apostrophe that keeps a spreadsheet from running a cell', () => {
    expect(read(`${HEADER}'-minus,'+1,A,B,,learner`)).toMatchObject([
      { username: '-minus', employeeId: '+1' },
    ]);
  });

  it('gives identifiers as imports read them', () => {
    const text = `sep=,\n${HEADER}cam.lee\u200b,'00123,A,B,,learner\n"a  b\u00a0c",="007",A,B,,learner\n\x1a`;
    expect(read(text)).toMatchObject([
      { line: 3, username: 'cam.lee', usernameFolded: 'cam.lee', employeeId: '00123' },
      { line: 4, username: 'a b c', employeeId: '007' },
    ]);
  });

  it('names every line that is wrong, and what with it', () => {
    const rows = ['ok,1,A,B,,learner', ',2,A,B,,boss', 'x"y,3,A,B,,learner', `${'u'.repeat(101)},4,,,,admin`];
    expect(problems(HEADER + rows.join('\n'))).toEqual([
      'line 3: username is blank',
      'line 3: role must be admin or learner',
      'line 4: cannot be read; look for a quotation mark in the wrong place',
      'line 5: first_name and last_name are both blank',
      'line 5: username is longer than 100 characters',
    ]);
  });

  it('refuses a username or an employee id twice', () => {
    const rows = ['Anna,1,A,B,,learner', 'ANNA,2,A,B,,learner', 'bob,1,A,B,,learner'];
    expect(problems(HEADER + rows.join('\n'))).toEqual([
      'line 3: the same username as line 2',
      'line 4: the same employee_id as line 2',
    ]);
  });

  it('must have its header and somebody in it', () => {
    expect(problems('username,role\nx,admin\n')).toEqual([
      'line 1: the header lacks employee_id, first_name, last_name, email',
    ]);
    expect(problems(HEADER)).toEqual(['The file has no people.']);
    expect(problems('')).toEqual(['The file has no people.']);
  });

  it('must be UTF-8', () => {
    const text = Buffer.concat([
      Buffer.from(`${HEADER}x,1,M`),
      Buffer.from([0xfc]),
      Buffer.from('ller,B,,learner\n'),
    ]);
    expect(() => readPeopleFile(text)).toThrow(/line 2: first_name holds what is no UTF-8 text/);
  });
});
