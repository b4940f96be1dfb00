import { signIn } from './import/access.ts';
import { checkFile } from './import/check.ts';
import { describeInspection, describeWarnings } from './import/describe-inspection.ts';
import { follow } from './import/follow.ts';
import { type Arguments, readArguments, USAGE } from './import/parameters.ts';
import { createProgress, describe } from './import/progress.ts';
import { type Import, upload } from './import/upload.ts';
import { runCommand } from './run-command.ts';

/** What the command's exit codes mean (refused is 1, as every failure of the command itself). */
const ALL_SUCCEEDED = 0;
const QUESTIONS = 1;
const SOME_FAILED = 2;

await runCommand(USAGE, async () => {
  const given = readArguments();
  return given.check ? await check(given) : await importFile(given);
});

/** Prints the inspection. The exit code also says whether questions would keep the file from being imported. */
async function check({ file, options }: Arguments): Promise<number> {
  const inspection = await checkFile(file, options);
  console.log(describeInspection(inspection).join('\n'));
  return inspection.questions.length === 0 ? ALL_SUCCEEDED : QUESTIONS;
}

async function importFile({ file, access, wait, options }: Arguments): Promise<number> {
  const { portal, token } = await signIn(access);
  const progress = createProgress(process.stderr);
  const onProgress = (sent: number, all: number): void => progress.show('Uploading', sent, all);
  let accepted: Import;
  try {
    accepted = await upload({ portal, token, file, options, onProgress });
  } finally {
    progress.end();
  }
  console.log(`Accepted: ${accepted.total ?? 0} rows, import ${accepted.id}`);
  if (accepted.sameFileAs !== null) {
    console.log(`The same file was imported before, as ${accepted.sameFileAs}.`);
  }
  for (const line of describeWarnings(accepted.warnings)) console.log(line);
  if (!wait) return ALL_SUCCEEDED;

  const finished = await follow(portal, token, accepted.links.events, (view) =>
    progress.show('Importing', view.successes + view.failures, view.total, describe(view)),
  );
  progress.end();
  console.log(`${finished.status}: ${describe(finished)}`);
  if (finished.links.errors !== null)
    console.log(`The failed rows: ${new URL(finished.links.errors, portal)}`);
  return finished.status === 'Complete' ? ALL_SUCCEEDED : SOME_FAILED;
}
