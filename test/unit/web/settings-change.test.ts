import { expect, it } from 'vitest';
import type { ImportSettings } from '#shared/imports/import-settings.ts';
import { changeSettings } from '../../../services/portal/web/src/uploads/settings-change.ts';

const MAPPED: ImportSettings = {
  type: 'courses',
  columns: { Emp: 'employeeId', Course: 'courseNumber', Other: null },
  constants: { courseType: 'OLT' },
  values: { courseType: { Classroom: 'ILT' } },
};

it('leaves out what is as it is by default', () => {
  const changed = changeSettings(MAPPED, {
    columns: {},
    constants: undefined,
    values: { courseType: {} },
    accept: [],
  });
  expect(changed).toEqual({ type: 'courses' });
});

it('keeps columns that are not imported, and titles of any name', () => {
  const columns = Object.fromEntries([
    ['__proto__', 'employeeId'],
    ['constructor', null],
  ]);
  const changed = changeSettings({}, { columns });
  expect(Object.entries(changed.columns ?? {})).toEqual([
    ['__proto__', 'employeeId'],
    ['constructor', null],
  ]);
});

it('drops what the chosen type does not have', () => {
  expect(changeSettings(MAPPED, { type: 'certifications' })).toEqual({
    type: 'certifications',
    columns: { Emp: 'employeeId', Other: null },
  });
});
