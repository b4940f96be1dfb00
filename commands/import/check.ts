import type { Inspection } from '#shared/csv/inspection/inspection.ts';
import { confirm } from '../confirm.ts';
import type { Access } from './access.ts';
import { checkView, describeCheck } from './describe-check.ts';
import { describeInspection } from './describe-inspection.ts';
import { callPortal } from './portal.ts';
import { type Import, importView } from './upload.ts';

/**
 * Says what a checked file is and would do, and imports it when that is wanted: asked on a terminal, or said before.
 *
 * @returns the import that began, or undefined when the check is left waiting
 */
export async function decide(
  access: Access,
  view: Import,
  { isWanted }: { readonly isWanted: boolean },
): Promise<Import | undefined> {
  const { self, check, inspection } = view.links;
  if (inspection !== null) {
    const found = (await callPortal(access, inspection)) as Inspection;
    console.log(describeInspection(found).join('\n'));
  }
  if (view.status !== 'Needs settings' && check !== null)
    console.log(`\n${describeCheck(checkView.parse(await callPortal(access, check))).join('\n')}`);
  if (view.status === 'Ready to import' && (isWanted || (await isAskedFor())))
    return importView.parse(await callPortal(access, `${self}/apply`, 'POST'));
  sayWaiting(access, view);
  return undefined;
}

/** Says of an import that is not applied what it waits for, and how it goes on. */
export function sayWaiting(access: Access, view: Import): void {
  const lines = [`Nothing was imported. ${WAITING[view.status] ?? ''}`, ...waysOn(access, view)];
  console.log(`\n${lines.join('\n')}`);
}

const WAITING: Readonly<Record<string, string>> = {
  'Ready to import': 'The check waits for a week.',
  'Needs approval': 'It overwrites so much that an LMS admin has to approve it.',
  'Needs settings': 'Check it again with answers to the questions.',
};

async function isAskedFor(): Promise<boolean> {
  return process.stdin.isTTY && (await confirm('Import now?'));
}

/** What goes on with a check that is left waiting. */
function waysOn({ portal }: Access, { status, links: { self } }: Import): string[] {
  const address = new URL(self, portal);
  const ways = [
    ...(status === 'Ready to import' ? [`To import it:  POST ${address}/apply`] : []),
    ...(status === 'Needs approval' ? [`To approve it: POST ${address}/approve`] : []),
    ...(status === 'Needs settings' ? [`To answer:     PUT ${address}/settings`] : []),
  ];
  return [...ways, `To discard it: DELETE ${address}`];
}
