import type { NOTICES as EN } from '../../en/pages/notices.ts';
import type { Translated } from '../../texts.ts';

export const NOTICES: Translated<typeof EN> = {
  'notices.title': 'Avisos',
  'notices.new-count': '{count, plural, one {# aviso nuevo} other {# avisos nuevos}}',
  'notices.new': '{title}<hidden> (nuevo)</hidden>',
  'notices.loading': 'Cargando los avisos',
  'notices.none': 'No hay avisos',
  'notices.webhooks-and-deliveries': 'Webhooks y entregas',
  'notices.body-and-link': '{body}. <link>Ver</link>',
  'notices.announcement': '{title}. {body}',
  'notices.dismiss': 'Cerrar el aviso',

  'notices.import-ended': '{name}: {status}',
  'notices.import-needs-approval': '{name}: pendiente de aprobación',
  'notices.would-overwrite': 'Sobrescribiría {count, plural, one {# registro} other {# registros}}',
  'notices.import-undone': '{name}: deshecha',
  'notices.taken-back':
    '{restored, plural, one {# registro restaurado} other {# registros restaurados}}, {removed, plural, one {# registro eliminado} other {# registros eliminados}}',
  'notices.feed-fails':
    '{type, select, courses {Flujo de datos de cursos: registros con error} other {Flujo de datos de certificaciones: registros con error}}',
  'notices.failures-so-far':
    '{count, plural, one {# registro con error hasta ahora} other {# registros con error hasta ahora}}',
  'notices.webhook-paused': 'Webhook en pausa: {host}',
  'notices.webhook-paused.gone': 'Su receptor indica que ya no existe',
  'notices.webhook-paused.failing': 'Ha fallado durante un día',
};
