import { recordSchema } from '#shared/csv/record-types.ts';
import type { ImportSettings, RecordType } from '../api/types.ts';

/** New values of some settings; undefined is what is by default. */
export type SettingsChange = {
  readonly [Name in keyof ImportSettings]?: ImportSettings[Name] | undefined;
};

/** Settings with a change, without those that are as by default. */
export function changeSettings(settings: ImportSettings, change: SettingsChange): ImportSettings {
  const all = { ...settings, ...change };
  const fitting = change.type === undefined ? all : { ...all, ...choicesOfType(all, change.type) };
  return Object.fromEntries(Object.entries(fitting).filter(([, value]) => !isEmpty(value)));
}

/** Chosen fields that a type does not have say nothing about its files. */
function choicesOfType({ columns = {}, constants = {}, values }: SettingsChange, type: RecordType) {
  const fields = new Set(recordSchema(type).columns.map(({ field }) => field));
  const kept = <Value>(entries: [string, Value][], isKept: (entry: [string, Value]) => boolean) =>
    Object.fromEntries(entries.filter(isKept));
  return {
    columns: kept(Object.entries(columns), ([, field]) => field === null || fields.has(field)),
    constants: kept(Object.entries(constants), ([field]) => fields.has(field)),
    values: fields.has('courseType') ? values : undefined,
  };
}

function isEmpty(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value === undefined;
  return Object.values(value).every(isEmpty);
}

/** Whether anything was chosen that a saved mapping can hold. */
export function hasMapping({ columns, values, constants }: ImportSettings): boolean {
  return columns !== undefined || values !== undefined || constants !== undefined;
}
