import { parseArgs } from 'node:util';
import { DATE_FORMATS, isDateFormat, isRecordType, RECORD_TYPES } from '#shared/csv/record-types.ts';
import { ENCODINGS, isEncoding } from '#shared/csv/text-decoder.ts';
import { resolveFile } from './config.ts';
import { type AccessOptions, signIn } from './import/access.ts';
import { follow } from './import/follow.ts';
import { createProgress, describe } from './import/progress.ts';
import { type Import, upload } from './import/upload.ts';
import { runCommand, UsageError } from './run-command.ts';

const USAGE = `npm run import -- <file.csv> --type ${RECORD_TYPES.join('|')} [--wait] [--tenant <slug>]
         [--portal <url>] [--token-url <url>] [--client-id <id>]
         [--date-format ${DATE_FORMATS.join('|')}] [--encoding ${ENCODINGS.join('|')}]`;

/** What the command's exit codes mean (refused is 1, as every failure of the command itself). */
const ALL_SUCCEEDED = 0;
const SOME_FAILED = 2;

await runCommand(USAGE, async () => {
  const { file, access, wait, parameters } = readArguments();
  const { portal, token } = await signIn(access);
  const progress = createProgress(process.stderr);
  const onProgress = (sent: number, all: number): void => progress.show('Uploading', sent, all);
  let accepted: Import;
  try {
    accepted = await upload({ portal, token, file, parameters, onProgress });
  } finally {
    progress.end();
  }
  console.log(`Accepted: ${accepted.total ?? 0} rows, import ${accepted.id}`);
  if (accepted.sameFileAs !== null) {
    console.log(`The same file was imported before, as ${accepted.sameFileAs}.`);
  }
  if (!wait) return ALL_SUCCEEDED;

  const finished = await follow(portal, token, accepted.links.events, (view) =>
    progress.show('Importing', view.successes + view.failures, view.total, describe(view)),
  );
  progress.end();
  console.log(`${finished.status}: ${describe(finished)}`);
  if (finished.links.errors !== null)
    console.log(`The failed rows: ${new URL(finished.links.errors, portal)}`);
  return finished.status === 'Complete' ? ALL_SUCCEEDED : SOME_FAILED;
});

interface Arguments {
  readonly file: string;
  readonly access: AccessOptions;
  readonly wait: boolean;
  readonly parameters: Readonly<Record<string, string | undefined>>;
}

function readArguments(): Arguments {
  const { values, positionals } = parseArgs({
    options: {
      type: { type: 'string' },
      wait: { type: 'boolean', default: false },
      tenant: { type: 'string', default: 'acme' },
      portal: { type: 'string' },
      'token-url': { type: 'string' },
      'client-id': { type: 'string' },
      'date-format': { type: 'string' },
      encoding: { type: 'string' },
    },
    allowPositionals: true,
  });
  const { type, tenant, portal, wait, encoding, 'date-format': dateFormat } = values;
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UsageError('Name one file.');
  if (type === undefined || !isRecordType(type)) {
    throw new UsageError(`--type must be ${RECORD_TYPES.join(' or ')}.`);
  }
  if (dateFormat !== undefined && !isDateFormat(dateFormat)) {
    throw new UsageError(`--date-format must be one of ${DATE_FORMATS.join(', ')}.`);
  }
  if (encoding !== undefined && !isEncoding(encoding)) {
    throw new UsageError(`--encoding must be one of ${ENCODINGS.join(', ')}.`);
  }
  return {
    file: resolveFile(file),
    access: { portal, tenant, tokenUrl: values['token-url'], clientId: values['client-id'] },
    wait,
    parameters: { type, dateFormat, encoding },
  };
}
