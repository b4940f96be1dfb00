import type { PROBLEMS as EN } from '../../en/services/problems.ts';
import type { Translated } from '../../texts.ts';

export const PROBLEMS: Translated<typeof EN> = {
  'problems.unavailable':
    'Un servidor necesario para esta solicitud no está disponible. Vuelva a intentarlo en un momento.',
  'problems.internal': 'Se produjo un error de nuestra parte; quedó registrado.',
  'problems.nothing-here': 'No hay nada en esta dirección.',
  'problems.file-gone': 'El archivo ya no existe.',
  'problems.body-too-slow': 'El contenido de la solicitud no llegó a tiempo.',
  'problems.too-many-calls-of-caller':
    'Hace demasiadas solicitudes a la vez. Vuelva a intentarlo pasados los segundos que indica Retry-After.',
  'problems.too-many-calls-of-organization':
    'Su organización hace demasiadas solicitudes a la vez. Vuelva a intentarlo pasados los segundos que indica Retry-After.',
  'problems.too-many-calls-of-address':
    'Llegan demasiadas solicitudes desde su dirección. Vuelva a intentarlo pasados los segundos que indica Retry-After.',

  'problems.try-again': 'Reintentar',
  'problems.lms': 'Sistema de gestión del aprendizaje',
  'problems.limit-title': 'Un momento, por favor',
  'problems.limit-text':
    'Desde su ubicación se hacen al LMS más solicitudes de las que puede atender a la vez. Vuelva a intentarlo en {seconds, plural, =1 {un segundo} other {# segundos}}; esta página lo hace por sí sola.',
  'problems.broken-title': 'Se produjo un error',
  'problems.broken-text':
    'El fallo es nuestro y quedó registrado. No se ha perdido nada de lo que se importó.',
  'problems.away-title': 'El LMS no está disponible en este momento',
  'problems.away-text':
    'Se está reiniciando una parte, lo que suele tardar unos segundos. No se ha perdido nada de lo que se importó. Esta página vuelve a intentarlo por sí sola.',

  'problems.sign-in-first': 'Inicie sesión primero.',
  'problems.not-signed-in': 'Inicie sesión o envíe un token de portador (bearer) válido.',
  'problems.needs-admin': 'Para esto se necesita el rol de administrador del LMS.',
  'problems.organization-not-set-up': 'Su organización no está configurada aquí.',
  'problems.organization-unknown': 'Su organización no se conoce aquí.',
  'problems.no-organization':
    'Su cuenta no pertenece a ninguna organización de aquí o no tiene ningún rol en ella.',
  'problems.sign-in-over': 'El inicio de sesión tardó demasiado o se empezó en otro navegador.',
  'problems.provider-refused': 'El proveedor de identidad no inició su sesión.',
  'problems.provider-unusable': 'No se pudo usar la respuesta del proveedor de identidad.',
  'problems.not-a-person': 'Ha iniciado sesión, pero no como una persona del LMS.',

  'problems.no-such-import': 'No existe esa importación.',
  'problems.no-such-webhook': 'No existe ese webhook.',
  'problems.no-such-delivery': 'No existe esa entrega.',
  'problems.no-such-mapping': 'No existe esa asignación de columnas.',
  'problems.no-such-feed': 'No existe ese flujo de datos.',
  'problems.no-such-person': 'No existe esa persona.',
  'problems.no-such-course': 'No existe ese curso.',
  'problems.no-such-report': 'No existe ese informe.',
  'problems.no-such-record': 'La persona no tiene ese registro.',
  'problems.never-had-course': 'Esta persona no tiene ese curso ni lo tuvo nunca.',

  'problems.unknown-type': 'Indique qué contiene el archivo: type=courses o type=certifications.',
  'problems.not-csv': 'Solo se aceptan archivos CSV: el nombre debe terminar en .csv.',
  'problems.no-records': 'El archivo no tiene registros que importar.',
  'problems.file-too-large': 'El archivo ocupa más de {megabytes, number, ::group-off} MB.',
  'problems.too-many-rows':
    'El archivo tiene más de {most, number} registros, el máximo para un archivo con sus columnas.',
  'problems.daily-limit':
    'Con este archivo, su organización subiría más de {megabytes, number} MB en un día (UTC), que es su límite. Súbalo mañana.',
  'problems.one-file-at-a-time': 'Suba un solo archivo a la vez, en el campo «file».',
  'problems.no-file': 'El formulario no tiene ningún archivo en el campo «file».',
  'problems.upload-given-up': 'Se abandonó la subida.',
  'problems.upload-cut-off': 'La conexión terminó antes de que se completara la subida.',
  'problems.upload-incomplete': 'El formulario está incompleto o mal formado.',
  'problems.upload-stood-still': 'La subida estuvo detenida demasiado tiempo; envíe el archivo de nuevo.',
  'problems.upload-too-slow':
    'La subida fue demasiado lenta; envíe el archivo de nuevo cuando la conexión mejore.',
  'problems.too-many-uploads': 'Demasiadas subidas a la vez. Vuelva a intentarlo en un momento.',
  'problems.key-reused': 'Esta Idempotency-Key ya se usó para otra subida; use una nueva.',
  'problems.original-gone': 'El archivo de esta importación ya no se conserva; súbalo de nuevo.',
  'problems.question':
    '{question}{more, plural, =0 {} other { (# más: {codes})}} No se importó nada. Vuelva a subirlo con {parameters}.',
  'problems.answer-or-accept': '{parameter}=… o accept={code}',
  'problems.mapping-fits':
    'La asignación de columnas guardada {name} sirve para este archivo; súbalo con mapping={id} para usarla.',
  'problems.mapping-not-used':
    'La asignación de columnas guardada {name} sirve para este archivo; súbalo con mapping={id} para usarla. No se usó.',
  'problems.same-file':
    'El mismo archivo se importó el {day}, como {name}. Cada fila añade una certificación, así que {rows, plural, one {# fila quedaría duplicada} other {# filas quedarían duplicadas}}. Acéptelo si debe ser así.',

  'problems.no-check': 'No hay ninguna comprobación de esta importación.',
  'problems.no-inspection': 'No hay ningún análisis de esta importación.',
  'problems.status-not-ready': 'El estado de la importación es «{status}».',
  'problems.status-needs-approval':
    'El estado de la importación es «{status}»: un administrador del LMS tiene que aprobarla.',
  'problems.status-not-discardable':
    'El estado de la importación es «{status}»; solo se puede descartar lo que no se importó.',
  'problems.status-already-applied':
    'El estado de la importación es «{status}»; sus ajustes ya no se pueden cambiar.',
  'problems.needs-other-person': 'Tiene que aprobarla una persona distinta de la que subió el archivo.',
  'problems.already-finished': 'La importación ha terminado; no queda nada que cancelar.',
  'problems.cancel-of-running-feed':
    'Esta entrada de un flujo de datos continuo termina sola a medianoche (UTC).',
  'problems.cancel-of-nothing': 'No se ha importado nada de ella; DELETE la descarta.',
  'problems.feed-over': 'El flujo de datos ya estaba cerrado o terminado.',

  'problems.undo-of-undo':
    'Esto ya es una reversión. Vuelva a importar el archivo para recuperar sus registros.',
  'problems.undo-of-nothing': 'Todavía no se ha importado nada de ella.',
  'problems.undo-of-running-feed':
    'Esta es la entrada de un día de un flujo de datos continuo: otro programa envió sus registros uno por uno. Deshaga registros concretos o haga que ese programa envíe los correctos.',
  'problems.import-in-progress': 'La importación está en curso. Espere a que termine o cancélela.',
  'problems.undo-history-gone':
    'Lo que había antes de sus registros ya no se conserva, así que ya no se puede deshacer.',
  'problems.undo-period-over': 'La importación terminó hace más de {days} días y ya no se puede deshacer.',
  'problems.already-undone': 'Ya se ha deshecho o se está deshaciendo.',
  'problems.undo-needs-role': 'Para deshacer una importación se necesita el rol {role}.',
  'problems.record-of-no-import': 'Este registro no procede de ninguna importación.',
  'problems.too-many-undo-previews':
    'Su organización consulta el efecto de deshacer demasiadas importaciones a la vez. Vuelva a intentarlo en un momento.',

  'problems.no-original': 'No hay archivo original.',
  'problems.no-error-file': 'No hay archivo de errores.',
  'problems.no-results-of-feed':
    'Los registros de un flujo de datos no tienen resultados propios; consulte su archivo de errores.',
  'problems.not-checked': 'El archivo no se ha comprobado con sus ajustes actuales.',
  'problems.results-not-finished': 'Lo que ocurre con cada fila se sabe cuando la importación ha terminado.',
  'problems.results-gone': 'El archivo se eliminó y, con él, lo que ocurrió con sus filas.',
  'problems.no-results': 'De esta importación no se conserva lo que ocurrió con cada fila.',
  'problems.too-many-row-lists':
    'Su organización consulta las filas de demasiadas importaciones a la vez. Vuelva a intentarlo en un momento.',
  'problems.too-many-result-downloads':
    'Su organización descarga demasiados archivos de resultados a la vez. Espere a que termine alguno.',
  'problems.too-many-error-file-downloads':
    'Su organización descarga demasiados archivos de errores a la vez. Espere a que termine alguno.',
  'problems.too-many-streams': 'Se siguen demasiadas importaciones a la vez; cierre algunas páginas.',
  'problems.too-many-reports':
    'Su organización consulta demasiados informes a la vez. Vuelva a intentarlo en un momento.',
  'problems.too-many-report-downloads':
    'Su organización descarga demasiados informes a la vez. Espere a que termine alguno.',
  'problems.too-many-histories-of-organization':
    'Su organización consulta demasiados historiales de formación a la vez. Vuelva a intentarlo en un momento.',
  'problems.too-many-histories-of-caller':
    'Consulta demasiados historiales de formación a la vez. Vuelva a intentarlo en un momento.',

  'problems.too-many-mappings':
    'Hay {most, number} asignaciones de columnas guardadas; elimine las que nadie necesite.',
  'problems.version-conflict':
    'La asignación de columnas está en la versión {version}, así que alguien la ha cambiado entretanto; vuelva a leerla.',
  'problems.name-taken': 'Ya hay una asignación de columnas llamada «{name}»; elija otro nombre.',

  'problems.too-many-webhooks': 'Hay {most} webhooks, que es el máximo; elimine uno que nadie necesite.',
  'problems.too-many-tests': 'Ya se hicieron {most} pruebas en diez minutos; espere un poco.',
  'problems.webhook-paused': 'El webhook está en pausa; reanúdelo primero.',
  'problems.url-too-long': 'La dirección (url) puede tener {most, number} caracteres como máximo.',
  'problems.url-without-https': 'La dirección (url) debe ser una URL que empiece por https://.',
  'problems.url-with-credentials': 'La dirección (url) no puede llevar nombre de usuario ni contraseña.',
  'problems.url-with-fragment': 'La dirección (url) no puede llevar una parte detrás de #.',
  'problems.url-not-public': 'La dirección (url) debe ser de la Internet pública.',
};
