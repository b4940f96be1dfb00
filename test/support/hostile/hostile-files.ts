import { headers, notText } from './contents.ts';
import { forms, names, parameters } from './forms.ts';
import type { HostileFile } from './hostile-file.ts';
import { values } from './values.ts';

export const HOSTILE_FILES: readonly HostileFile[] = [
  ...notText,
  ...headers,
  ...forms,
  ...values,
  ...names,
  ...parameters,
];
