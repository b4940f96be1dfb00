import type { TRAINING as EN } from '../../en/pages/training.ts';
import type { Translated } from '../../texts.ts';

export const TRAINING: Translated<typeof EN> = {
  'training.title': 'Historial de formación de {name}',
  'training.as-of': '{organization} · a fecha de {day}',
  'training.back': 'Volver',
  'training.print': 'Imprimir',
  'training.printable-page': 'Página para imprimir',
  'training.download': 'Descargar CSV',
  'training.loading': 'Cargando el historial de formación',
  'training.not-loaded': 'No se pudo cargar el historial de formación',
  'training.latest-part':
    'Esta es la parte más reciente de un historial demasiado largo para mostrarlo. Los informes lo contienen completo.',

  'training.summary': 'Resumen',
  'training.courses-completed': 'Cursos completados',
  'training.certifications-in-force': 'Certificaciones vigentes',
  'training.expiring-within': 'Vencen en los próximos {days, number} días',
  'training.expired-ones': 'Vencidas',

  'training.search': 'Buscar en el historial de formación',
  'training.search-example': 'Curso, certificación, número, proveedor…',
  'training.count': '{count, plural, one {# registro} other {# registros}}',
  'training.count-found': '{found, number} de {count, plural, one {# registro} other {# registros}}',
  'training.none-found': 'Ningún registro contiene «{search}».',
  'training.none-recorded': 'No hay ningún registro.',
  'training.no-courses': 'Aún no se ha registrado ningún curso.',
  'training.no-certifications': 'Aún no se ha registrado ninguna certificación.',
  'training.show-more': 'Mostrar más',
  'training.course': 'Curso',
  'training.certification': 'Certificación',

  'training.validity': 'Vigencia',
  'training.validity.expired': 'Vencida',
  'training.validity.valid': 'Vigente',
  'training.validity.no expiry': 'Sin vencimiento',
  'training.validity.renewed': 'Renovada',
  'training.expires-in': '{days, plural, =0 {Vence hoy} one {Vence en # día} other {Vence en # días}}',

  'training.source': 'Origen',
  'training.source-lms': 'LMS',
  'training.source-imported': 'Importado',
  'training.source-import': 'Importación',
  'training.source-feed': 'Flujo de datos',
  'training.course-history': 'Historial<hidden> de {name}</hidden>',

  'training.undo-certification': 'Deshacer<hidden> {name}</hidden>',
  'training.certification-is-removed':
    'Se eliminará esta certificación. Los demás registros de su importación se conservarán.',
  'training.undo-title': '¿Deshacer este registro?',
  'training.undo-is-final': 'Esta acción no se puede deshacer; el registro se puede volver a importar.',
  'training.undoing': 'Se está deshaciendo el registro {name}.',
};
