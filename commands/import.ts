import { signIn } from './import/access.ts';
import { decide, sayWaiting } from './import/check.ts';
import { describeWarnings } from './import/describe-inspection.ts';
import { follow } from './import/follow.ts';
import { type Arguments, readArguments, USAGE } from './import/parameters.ts';
import { createProgress, describe } from './import/progress.ts';
import { type Import, upload } from './import/upload.ts';
import { runCommand } from './run-command.ts';

/** What the command's exit codes mean (refused is 1, as every failure of the command itself). */
const ALL_SUCCEEDED = 0;
const QUESTIONS = 1;
const SOME_FAILED = 2;

const progress = createProgress(process.stderr);

await runCommand(USAGE, async () => {
  const given = readArguments();
  const access = await signIn(given.access);
  const session = { access, given, accepted: await send(access, given) };
  return given.check ? await check(session) : await importFile(session);
});

interface Session {
  readonly access: Awaited<ReturnType<typeof signIn>>;
  readonly given: Arguments;
  readonly accepted: Import;
}

async function send(access: Session['access'], { file, check, options }: Arguments): Promise<Import> {
  const onProgress = (sent: number, all: number): void => progress.show('Uploading', sent, all);
  try {
    return await upload({ ...access, file, options, check, onProgress });
  } finally {
    progress.end();
  }
}

/** The exit code also says whether questions keep the file from being imported. */
async function check({ access, given, accepted }: Session): Promise<number> {
  const checked = await until(access, accepted, 'Checking');
  showSameFile(checked);
  const applied = await decide(access, checked, { isWanted: given.yes });
  if (applied !== undefined) return outcome(access, applied);
  return checked.status === 'Needs settings' ? QUESTIONS : ALL_SUCCEEDED;
}

async function importFile({ access, given, accepted }: Session): Promise<number> {
  console.log(`Accepted: ${accepted.total ?? 0} rows, import ${accepted.id}`);
  showSameFile(accepted);
  for (const line of describeWarnings(accepted.warnings)) console.log(line);
  return given.wait ? outcome(access, accepted) : ALL_SUCCEEDED;
}

function showSameFile({ sameFileAs }: Import): void {
  if (sameFileAs !== null) console.log(`The same file was imported before, as ${sameFileAs}.`);
}

/** Follows an import to its end and says how it went. */
async function outcome(access: Session['access'], begun: Import): Promise<number> {
  const finished = await until(access, begun, 'Importing');
  if (finished.status === 'Needs approval') {
    sayWaiting(access, finished);
    return QUESTIONS;
  }
  console.log(`${finished.status}: ${describe(finished)}`);
  if (finished.links.errors !== null)
    console.log(`The failed rows: ${new URL(finished.links.errors, access.portal)}`);
  return finished.status === 'Complete' ? ALL_SUCCEEDED : SOME_FAILED;
}

async function until({ portal, token }: Session['access'], begun: Import, label: string): Promise<Import> {
  const settled = await follow(portal, token, begun.links.events, (view) =>
    progress.show(label, view.successes + view.failures, view.total, describe(view)),
  );
  progress.end();
  return settled;
}
