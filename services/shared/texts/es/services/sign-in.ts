import type { SIGN_IN as EN } from '../../en/services/sign-in.ts';
import type { Translated } from '../../texts.ts';

export const SIGN_IN: Translated<typeof EN> = {
  'sign-in.title': 'Iniciar sesión',
  'sign-in.username': 'Nombre de usuario',
  'sign-in.password': 'Contraseña',
  'sign-in.sign-in': 'Iniciar sesión',
  'sign-in.demo-accounts':
    'Cuentas de demostración: avery.admin, cameron.graham y gale.admin, todas con la contraseña <code>demo</code>.',
  'sign-in.wrong-password': 'El nombre de usuario o la contraseña no son correctos.',
  'sign-in.run-out': 'Este inicio de sesión ha caducado o ya se usó. Empiece de nuevo.',
  'sign-in.failed-title': 'No se pudo iniciar sesión',
  'sign-in.back': 'Volver al portal',
};
