import type { COMPONENTS as EN } from '../../en/pages/components.ts';
import type { Translated } from '../../texts.ts';

export const COMPONENTS: Translated<typeof EN> = {
  'components.document-title': '{title} · LMS',
  'components.where-you-are': 'Ubicación',
  'components.bytes': '{bytes, plural, one {# byte} other {# bytes}}',
  'components.rows': '{count, plural, one {# fila} other {# filas}}',
  'components.outcome':
    '{successes, plural, one {# correcta} other {# correctas}}, {failures, plural, other {# con error}}',
  'components.blank': 'en blanco',
  'components.try-again': 'Reintentar',

  'components.cancel': 'Cancelar',
  'components.cancel-import': 'Cancelar<hidden> la importación de {name}</hidden>',
  'components.cancel-feed': 'Cancelar<hidden> la importación del flujo de datos</hidden>',
  'components.cancel-undo': 'Cancelar<hidden>: {title}</hidden>',
  'components.cancel.question':
    '{what, select, undo {¿Cancelar esta reversión?} other {¿Cancelar esta importación?}}',
  'components.cancel.consequence':
    '{what, select, undo {Los registros que ya se restauraron o eliminaron quedan así; los demás no cambian. La importación se puede volver a deshacer.} other {Las filas que ya se aplicaron se conservan; el resto no se aplica. Lo aplicado se puede deshacer después.}}',
  'components.cancel.confirm': '{what, select, undo {Cancelar la reversión} other {Cancelar la importación}}',
  'components.cancel.keep': 'Dejar que continúe',
  'components.cancel.under-way': 'Cancelando…',
  'components.cancel.failed':
    '{what, select, undo {No se canceló la reversión} other {No se canceló la importación}}',

  'components.undo.failed':
    '{what, select, record {No se deshizo el registro} other {No se deshizo la importación}}',
  'components.undo.keep': 'Conservar',
  'components.undo.confirm': '{what, select, record {Deshacer el registro} other {Deshacer la importación}}',

  'components.sort-by': 'Ordenar por',
  'components.usual-order': 'Orden habitual',
  'components.ascending': '{title}, ascendente',
  'components.descending': '{title}, descendente',

  'components.filter': 'Filtrar',
  'components.hide-filters': 'Ocultar filtros',
  'components.clear-filters': 'Borrar filtros',
  'components.clear-search': 'Borrar la búsqueda',

  'components.rows-per-page': 'Filas por página',
  'components.per-page': '{count, number} por página',
  'components.first-page': 'Primera página',
  'components.previous': 'Anterior',
  'components.next': 'Siguiente',
  'components.page': 'Página {page, number}',
  'components.page-of': 'Página {page, number} de {pages, number}',
  'components.further-on': 'Más adelante',

  'components.reasons': 'Motivos más frecuentes',
  'components.reasons.loading': 'Cargando los motivos',
  'components.reasons.not-loaded': 'No se pudieron cargar los motivos',
  'components.reasons.error-file':
    'Todas las filas con error y sus motivos: <link>Descargar el archivo de errores</link>',
  'components.reasons.no-error-file-yet':
    'El archivo de errores se genera cuando la importación se completa.',
  'components.reasons.example': 'Por ejemplo: {message}',
  'components.reasons.loading-rows': 'Cargando las filas',
  'components.reasons.rows-not-loaded': 'No se pudieron cargar las filas',
  'components.reasons.rows': 'Filas: {reason}',
  'components.reasons.pages': 'Páginas de filas: {reason}',
  'components.row': 'Fila {row, number}',
  'components.record': 'Registro {record, number}',
  'components.row-range': '{from, number} a {to, number}',
  'components.row-ranges': 'Filas {ranges}',
  'components.row-ranges-and-others': 'Filas {ranges} y otras',

  'components.nothing-imported': 'No se importó nada',
  'components.undone': 'Deshecha',
  'components.see-undo': 'Ver la reversión<hidden>: {title}</hidden>',
  'components.see-check': 'Ver la comprobación<hidden>: {name}</hidden>',
  'components.choose-settings': 'Elegir ajustes<hidden>: {name}</hidden>',
  'components.see-and-approve': 'Ver y aprobar<hidden>: {name}</hidden>',
  'components.progress-of-check': 'Progreso de la comprobación: {name}',
  'components.progress': 'Progreso: {title}',
  'components.before-total':
    '{source, select, file {Contando las filas…} feed {Recibiendo} other {Buscando los registros…}}',
  'components.receiving-until': 'Fin de la recepción: <time></time>',

  'components.import': 'una importación',
  'components.file': 'el archivo',
  'components.feed-of':
    '{type, select, courses {Flujo de datos de cursos} other {Flujo de datos de certificaciones}}',
  'components.undo-of':
    '{records, select, one {Reversión de un registro de {name}} other {Reversión de {name}}}',
  'components.undo-of-feed': `{type, select,
    courses {{records, select, one {Reversión de un registro del flujo de datos de cursos} other {Reversión del flujo de datos de cursos}}}
    other {{records, select, one {Reversión de un registro del flujo de datos de certificaciones} other {Reversión del flujo de datos de certificaciones}}}}`,
  'components.deleted-person': 'Ya no está en el LMS',

  'components.result.added': 'Nueva',
  'components.result.overwritten': 'Sobrescrita',
  'components.result.unchanged': 'Sin cambios',
  'components.result.superseded': 'Reemplazada por una fila posterior',
  'components.result.kept': 'Más antigua que el registro',
  'components.result.failed': 'Con error',
  'components.result.skipped': 'No aplicada',
  'components.result.restored': 'Restaurado',
  'components.result.removed': 'Eliminado',
  'components.result.stayed': 'Sin tocar',
  'components.counted.added': '{count, plural, one {# nueva} other {# nuevas}}',
  'components.counted.overwritten': '{count, plural, one {# sobrescrita} other {# sobrescritas}}',
  'components.counted.unchanged': '{count, plural, other {# sin cambios}}',
  'components.counted.superseded':
    '{count, plural, one {# reemplazada por una fila posterior} other {# reemplazadas por una fila posterior}}',
  'components.counted.kept':
    '{count, plural, one {# omitida por ser más antigua que el registro} other {# omitidas por ser más antiguas que el registro}}',
  'components.counted.failed': '{count, plural, other {# con error}}',
  'components.counted.skipped': '{count, plural, one {# no aplicada} other {# no aplicadas}}',
  'components.counted.restored': '{count, plural, one {# restaurado} other {# restaurados}}',
  'components.counted.removed': '{count, plural, one {# eliminado} other {# eliminados}}',
  'components.counted.stayed': '{count, plural, one {# se deja como está} other {# se dejan como están}}',
  'components.nothing-to-take-back': 'No había nada que deshacer',
  'components.no-rows': 'Ninguna fila',

  'components.warnings':
    '{count, plural, one {Algo que conviene saber de este archivo} other {Lo que conviene saber de este archivo}}',

  'components.lms': 'Sistema de gestión del aprendizaje',
  'components.tries-again-by-itself': 'Esta página lo vuelve a intentar automáticamente.',
  'components.unavailable': 'El LMS no está disponible en este momento',
  'components.one-moment': 'Un momento, por favor',
  'components.not-opened': 'No se pudo abrir el LMS',
  'components.not-connected': 'Sin conexión; reintentando…',

  'components.error.unexpected': 'Ocurrió algo inesperado en esta página.',
  'components.error.signed-out': 'Se cerró su sesión. Vuelva a iniciarla; no se ha perdido nada.',
  'components.error.not-reached': 'No se puede acceder al LMS. Compruebe su conexión; no se ha perdido nada.',
  'components.error.too-much':
    'El LMS tiene demasiadas solicitudes de su organización en este momento. Espere unos segundos y vuelva a intentarlo.',
  'components.error.part-unavailable':
    'Una parte del LMS no está disponible en este momento. Suele volver en unos segundos.',
  'components.error.unreachable': 'No se puede acceder al LMS en este momento.',
  'components.error.status': 'El LMS respondió con el estado {status}.',
  'components.error.upload-stopped': 'La subida se detuvo.',
};
