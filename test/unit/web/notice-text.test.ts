import { afterEach, expect, it } from 'vitest';
import type { NoticeView } from '../../../services/portal/web/src/api/notifications.ts';
import { noticeText } from '../../../services/portal/web/src/notices/notice-text.ts';
import { startTexts } from '../../../services/portal/web/src/texts/texts.ts';

afterEach(() => startTexts('en', 'en-US'));

function notice(type: NoticeView['type'], data: NoticeView['data']): NoticeView {
  return {
    id: 'one',
    type,
    importId: 'import-1',
    at: '2026-01-01T00:00:00.000Z',
    initiatedBy: 'avery.admin',
    isMine: true,
    isSeen: false,
    data,
  };
}

it.each<[NoticeView, english: string, spanish: string]>([
  [
    notice('import.completed', { fileName: 'a.csv', status: 'Complete', successes: 1_200, failures: 0 }),
    'a.csv: Complete. 1,200 successes, 0 failures',
    'a.csv: Completada. 1200 correctas, 0 con error',
  ],
  [
    notice('import.completed', { type: 'courses', status: 'Cancelled', successes: 1, failures: 1 }),
    'Feed of courses: Cancelled. 1 success, 1 failure',
    'Flujo de datos de cursos: Cancelada. 1 correcta, 1 con error',
  ],
  [
    notice('import.needs_approval', { fileName: 'a.csv', overwritten: 1 }),
    'a.csv: Needs approval. It would overwrite 1 record',
    'a.csv: pendiente de aprobación. Sobrescribiría 1 registro',
  ],
  [
    notice('import.undone', { fileName: 'a.csv', restored: 2, removed: 1 }),
    'a.csv: Undone. 2 records restored, 1 record removed',
    'a.csv: deshecha. 2 registros restaurados, 1 registro eliminado',
  ],
  [
    notice('feed.failed_rows', { type: 'certifications', failures: 3 }),
    'Feed of certifications: records fail. 3 failures so far',
    'Flujo de datos de certificaciones: registros con error. 3 registros con error hasta ahora',
  ],
  [
    notice('webhook.paused', { host: 'hooks.example.com', because: 'gone' }),
    'Webhook paused: hooks.example.com. Its receiver says that it is gone',
    'Webhook en pausa: hooks.example.com. Su receptor indica que ya no existe',
  ],
])('a notice in English and Spanish: %j', async (item, ...expected) => {
  const said: string[] = [];
  for (const [language, locale] of [
    ['en', 'en-US'],
    ['es', 'es'],
  ] as const) {
    await startTexts(language, locale);
    const { title, body } = noticeText(item);
    said.push(`${title}. ${body}`);
  }
  expect(said).toEqual(expected);
});
