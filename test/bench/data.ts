import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { random } from '../support/history-generator.ts';

export const PEOPLE = 50_000;

const NAMES = [
  'Forklift Safety',
  'Anlagensicherheit, Stufe 2',
  'Première intervention',
  'Hazard Communication',
  'First Aid',
];
const TYPES = ['Task', 'OJT', 'VILT', 'OLT', 'ILT'];

/** People of the bench, as `people:load` reads them. */
export async function writePeople(path: string): Promise<void> {
  await writeLines(path, function* () {
    yield 'username,employee_id,first_name,last_name,email,role';
    for (let n = 0; n < PEOPLE; n += 1)
      yield `bench.${n},B${n},First${n},Last${n},bench.${n}@example.com,learner`;
  });
}

/** Courses: 2 % repeat a person and course, 0.2 % are bad, a fifth have a quoted or non-ASCII cell. */
export async function writeCourses(path: string, rows: number, seed: number): Promise<void> {
  await writeLines(path, function* () {
    yield 'Username,Employee ID,Course Number,Course Name,Course Type,Start Date,Completion Date,Score,Duration Minutes,Credits,Instructor,Provider,Location,Notes';
    const next = random(seed);
    for (let n = 0; n < rows; n += 1) {
      const key = next() < 0.02 ? Math.floor(next() * n) : n;
      const name = NAMES[Math.floor(next() * NAMES.length)] ?? '';
      const date = next() < 0.002 ? '2023-02-30' : `20${10 + (n % 14)}-0${1 + (n % 9)}-1${n % 10}`;
      const cells = [
        `bench.${key % PEOPLE}`,
        '',
        `C-${Math.floor(key / PEOPLE)}`,
        name.includes(',') ? `"${name}"` : name,
      ];
      yield [
        ...cells,
        TYPES[n % 5],
        '',
        date,
        n % 101,
        60,
        '1.5',
        'Zoë Ångström',
        'Acme Academy',
        'Mesa',
        `row ${n}`,
      ].join();
    }
  });
}

/** As many certifications, bad in the same share. */
export async function writeCertifications(path: string, rows: number, seed: number): Promise<void> {
  await writeLines(path, function* () {
    yield 'Username,Employee ID,Certification Name,Certification Number,Issuing Organization,Issue Date,Expiration Date,Notes';
    const next = random(seed);
    for (let n = 0; n < rows; n += 1) {
      const date = next() < 0.002 ? '2023-02-30' : `20${10 + (n % 14)}-0${1 + (n % 9)}-1${n % 10}`;
      yield `bench.${n % PEOPLE},,${NAMES[3 + (n % 2)]},N-${n},Red Cross,${date},2030-01-31,row ${n}`;
    }
  });
}

async function writeLines(path: string, lines: () => Generator<string>): Promise<void> {
  const file = createWriteStream(path);
  let block = '';
  for (const line of lines()) {
    block += `${line}\n`;
    if (block.length < 1_000_000) continue;
    if (!file.write(block)) await once(file, 'drain');
    block = '';
  }
  file.end(block);
  await once(file, 'close');
}
