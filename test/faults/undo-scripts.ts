import { random } from '../support/history-generator.ts';
import type { UndoneFile } from './undone-file.ts';

/** What is undone, beside what, while everything around it breaks. */
export interface UndoScript {
  readonly name: string;
  run(file: UndoneFile): Promise<void>;
}

const SCRIPTS: readonly UndoScript[] = [
  {
    name: 'an import that overwrote another one',
    async run(file) {
      const { first, second } = await overwritten(file);
      await file.undoAlone(second.id);
      await file.undoAlone(first.id);
    },
  },
  {
    name: 'two imports, the earlier one first',
    async run(file) {
      const { first, second } = await overwritten(file);
      await file.undoAlone(first.id);
      await file.undoAlone(second.id);
    },
  },
  {
    name: 'two imports at once',
    async run(file) {
      const { first, second } = await overwritten(file);
      const undos = await Promise.all(
        [first, second].map(async ({ id: undoes }) => ({ ...(await file.undo(undoes)), undoes })),
      );
      file.undos.push(...undos.map(({ id, undoes }) => ({ id, undoes })));
    },
  },
  {
    name: 'a cancelled import',
    async run(file) {
      const { first } = await overwritten(file);
      const cancelled = await file.uploadCancelled(first.rows);
      const { id } = await file.undo(cancelled);
      file.undos.push({ id, undoes: cancelled });
    },
  },
  {
    name: 'an import whose undo was cancelled',
    async run(file) {
      const { second } = await overwritten(file);
      await file.undoAfterCancelled(second.id);
    },
  },
  {
    name: 'certifications that were imported twice',
    async run(file) {
      const first = await file.upload('certifications');
      await file.ended(first.id);
      const second = await file.uploadAgain('certifications', first.rows);
      await file.undoAlone(second.id);
    },
  },
  {
    name: 'a bounded feed',
    async run(file) {
      await overwritten(file);
      const feed = await file.sendFeed();
      const { id } = await file.undo(feed);
      file.undos.push({ id, undoes: feed });
    },
  },
  {
    name: 'an import while others of the same records come',
    async run(file) {
      const { first, second } = await overwritten(file);
      const [{ id }] = await Promise.all([file.undo(second.id), file.upload('courses', first.rows)]);
      file.undos.push({ id, undoes: second.id });
    },
  },
  {
    name: 'an import that is uploaded again',
    async run(file) {
      const { second } = await overwritten(file);
      await file.undoAlone(second.id);
      file.expectUndone(await file.uploadAgain('courses', second.rows));
    },
  },
];

/** Needs people of its own, of whom one is deleted. */
export const DELETED_PERSON: UndoScript = {
  name: 'an import while one of its people is deleted',
  async run(file) {
    const { second } = await overwritten(file);
    const [{ id }] = await Promise.all([file.undo(second.id), file.deletePerson()]);
    file.undos.push({ id, undoes: second.id });
  },
};

/** Each of them once, in an order of the seed's. */
export function undoScripts(seed: number): UndoScript[] {
  const next = random(seed);
  return SCRIPTS.map((script) => ({ script, key: next() }))
    .sort((a, b) => a.key - b.key)
    .map(({ script }) => script);
}

/** Two imports that have ended, the second over half of the first. */
async function overwritten(file: UndoneFile) {
  const first = await file.upload('courses');
  await file.ended(first.id);
  const second = await file.upload('courses', first.rows);
  await file.ended(second.id);
  return { first, second };
}
