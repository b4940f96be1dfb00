import type { NOTIFICATIONS as EN } from '../../en/pages/notifications.ts';
import type { Translated } from '../../texts.ts';

export const NOTIFICATIONS: Translated<typeof EN> = {
  'notifications.title': 'Notificaciones',
  'notifications.description':
    'Los programas de su organización que reciben un evento cuando termina una importación, y todo lo que se les envió, o se envió por correo electrónico, en los últimos 30 días.',

  'notifications.event.import.completed': 'Terminó una importación',
  'notifications.event.import.needs_approval': 'Una importación está pendiente de aprobación',
  'notifications.event.import.undone': 'Se deshizo una importación',
  'notifications.event.feed.failed_rows': 'Hay registros con error en un flujo de datos',
  'notifications.event.webhook.test': 'Prueba',

  'notifications.webhooks': 'Webhooks',
  'notifications.webhooks.add': 'Añadir un webhook',
  'notifications.webhooks.loading': 'Cargando los webhooks',
  'notifications.webhooks.not-loaded': 'No se pudieron cargar los webhooks',
  'notifications.webhooks.none':
    'No hay ninguno. Un webhook es una dirección suya que recibe un mensaje firmado cuando termina una importación.',
  'notifications.webhook.about': '{events}. Añadido por {name}.',
  'notifications.webhook.secret-before':
    'El secreto anterior se usa junto con el nuevo hasta el <time></time>.',
  'notifications.webhook.active': 'Activo',
  'notifications.webhook.failing-since': 'Falla desde el <time></time>',
  'notifications.webhook.paused': 'En pausa',
  'notifications.webhook.paused-failing': 'En pausa tras un día de fallos',
  'notifications.webhook.paused-gone': 'En pausa: su receptor ya no existe',

  'notifications.pause': 'Pausar<hidden> {url}</hidden>',
  'notifications.pause.done': 'El webhook está en pausa.',
  'notifications.resume': 'Reanudar<hidden> {url}</hidden>',
  'notifications.resume.done': 'El webhook está activo.',
  'notifications.send-test': 'Enviar una prueba<hidden> a {url}</hidden>',
  'notifications.send-test.done': 'La prueba está en camino.',
  'notifications.new-secret': 'Secreto nuevo<hidden> para {url}</hidden>',
  'notifications.new-secret.done': 'Hay un secreto nuevo.',
  'notifications.delete': 'Eliminar<hidden> {url}</hidden>',
  'notifications.delete.done': 'El webhook se eliminó.',
  'notifications.delete.question': '¿Eliminar este webhook?',
  'notifications.delete.consequence':
    'No se envían más eventos a {url} y se elimina el registro de lo que se envió allí.',
  'notifications.delete.keep': 'Conservar',
  'notifications.delete.confirm': 'Eliminar el webhook',
  'notifications.failed': 'No se pudo completar la acción',

  'notifications.add.address': 'Dirección',
  'notifications.add.address-about':
    'Una dirección https de la Internet pública. No se siguen las redirecciones.',
  'notifications.add.events': 'Avisarle de lo siguiente',
  'notifications.add.confirm': 'Añadir',

  'notifications.secret': 'Copie el secreto ahora',
  'notifications.secret.about':
    'No se vuelve a mostrar. Su programa lo necesita para comprobar que un mensaje es nuestro; las bibliotecas de Standard Webhooks lo aceptan tal cual.',
  'notifications.secret.copy': 'Copiar',
  'notifications.secret.copied': 'Copiado',
  'notifications.secret.done': 'Listo',

  'notifications.deliveries': 'Entregas',
  'notifications.deliveries.loading': 'Cargando las entregas',
  'notifications.deliveries.not-loaded': 'No se pudieron cargar las entregas',
  'notifications.deliveries.none': 'No se envió nada en los últimos 30 días.',
  'notifications.deliveries.pages': 'Páginas de entregas',
  'notifications.delivery.when': 'Cuándo',
  'notifications.delivery.event': 'Evento',
  'notifications.delivery.to': 'Destino',
  'notifications.delivery.to-e-mail': 'Correo electrónico a {address}',
  'notifications.delivery.status': 'Estado',
  'notifications.delivery.tries': 'Intentos',
  'notifications.delivery.actions': 'Acciones',
  'notifications.delivery.delivered': 'Entregado',
  'notifications.delivery.failed': 'Con error',
  'notifications.delivery.waits-while-paused': 'En espera durante la pausa',
  'notifications.delivery.on-its-way': 'En camino',
  'notifications.delivery.tried-again': 'Se reintenta',
  'notifications.delivery.next-try': 'Próximo intento: <time></time>',
  'notifications.send-now': 'Enviar ahora<hidden> {event} a {recipient}</hidden>',
  'notifications.send-again': 'Volver a enviar<hidden> {event} a {recipient}</hidden>',
  'notifications.send-again.failed': 'No se volvió a enviar',

  'notifications.attempt': '<time></time>: {outcome}, {milliseconds} ms',
  'notifications.attempt-with-status': '<time></time>: {outcome} ({status}), {milliseconds} ms',
  'notifications.attempt.delivered': 'entregado',
  'notifications.attempt.address-not-allowed': 'La dirección no es de la Internet pública',
  'notifications.attempt.name-not-found': 'El nombre del servidor no existe',
  'notifications.attempt.not-connected': 'Sin conexión',
  'notifications.attempt.certificate': 'El certificado no es válido',
  'notifications.attempt.timeout': 'Sin respuesta a tiempo',
  'notifications.attempt.redirect': 'Respondió con una redirección, que no se sigue',
  'notifications.attempt.status': 'Se rechazó',
  'notifications.attempt.gone': 'El receptor indica que ya no existe',
  'notifications.attempt.refused-mail': 'El servidor de correo lo rechazó',
};
