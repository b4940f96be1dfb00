import type { FRAME as EN } from '../../en/pages/frame.ts';
import type { Translated } from '../../texts.ts';

export const FRAME: Translated<typeof EN> = {
  'frame.brand': 'Formación',
  'frame.skip-to-page': 'Ir al contenido',
  'frame.open-menu': 'Abrir el menú',
  'frame.close-menu': 'Cerrar el menú',
  'frame.close': 'Cerrar',
  'frame.loading': 'Cargando',

  'frame.main-menu': 'Principal',
  'frame.home': 'Inicio',
  'frame.people': 'Personas',
  'frame.reports': 'Informes',
  'frame.lms-admin': 'Administración del LMS',
  'frame.bulk-import': 'Importación masiva',
  'frame.audit': 'Auditoría',
  'frame.notifications': 'Notificaciones',

  'frame.account': '<hidden>Cuenta de </hidden><visible>{name}</visible>',
  'frame.role-lms-admin': 'Administrador del LMS',
  'frame.role-learner': 'Alumno',
  'frame.appearance': 'Apariencia',
  'frame.light': 'Clara',
  'frame.dark': 'Oscura',
  'frame.like-this-device': 'Como este dispositivo',
  'frame.language': 'Idioma',
  'frame.sign-out': 'Cerrar sesión',

  'frame.uploading': 'Subiendo',
  'frame.upload-of': 'Subida de {name}',
  'frame.upload-interrupted': 'Subida interrumpida',
  'frame.file-not-accepted': 'Archivo no aceptado',

  'frame.not-found': 'Página no encontrada',
  'frame.not-found.nothing-here': 'No hay nada en esta dirección',
  'frame.not-found.why': 'Es posible que la página se haya movido o que la dirección esté incompleta.',
  'frame.not-found.go-home': 'Ir a Inicio',
  'frame.page-error': 'No se pudo mostrar esta página',
  'frame.page-error.what': 'Algo salió mal',
  'frame.page-error.load-again': 'Volver a cargar la página',
  'frame.for-admins': 'Para administradores del LMS',
  'frame.for-admins.this-page': 'Esta página es para administradores del LMS',
  'frame.for-admins.why':
    'Su usuario no tiene ese rol. Si lo necesita, solicítelo a su administrador del LMS.',
  'frame.signed-in': 'Ha iniciado sesión',
  'frame.signed-in.go-back': 'Vuelva a la pestaña de la que venía',
  'frame.signed-in.continues': 'Allí puede continuar donde estaba. Puede cerrar esta.',
  'frame.signed-out': 'Se cerró su sesión',
  'frame.signed-out.continues':
    'Su sesión ha terminado. Vuelva a iniciarla en otra pestaña y esta página continuará donde está; las importaciones en curso no se ven afectadas.',
  'frame.signed-out.sign-in-again': 'Volver a iniciar sesión',
  'frame.opens-when-connected':
    'Lo que hay en esta página se conserva. La siguiente se abrirá en cuanto el LMS responda.',
};
