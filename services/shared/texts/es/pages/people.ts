import type { PEOPLE as EN } from '../../en/pages/people.ts';
import type { Translated } from '../../texts.ts';

export const PEOPLE: Translated<typeof EN> = {
  'people.title': 'Personas',
  'people.about': 'Todas las personas de su organización, con su historial de formación.',
  'people.search': 'Buscar personas',
  'people.search-example': 'Nombre, nombre de usuario, ID de empleado o correo electrónico',
  'people.loading': 'Cargando las personas',
  'people.not-loaded': 'No se pudieron cargar las personas',
  'people.none-yet': 'Aún no hay personas',
  'people.none-yet-explanation': 'Las personas aparecerán aquí cuando se hayan cargado en el LMS.',
  'people.nobody-found': 'No se encontró a nadie',
  'people.nobody-found-explanation':
    'Ningún nombre, nombre de usuario, ID de empleado ni correo electrónico contiene «{search}».',
  'people.pages': 'Páginas de personas',
  'people.name': 'Nombre',
  'people.username': 'Nombre de usuario',
  'people.employee-id': 'ID de empleado',
  'people.email': 'Correo electrónico',
  'people.role': 'Rol',
  'people.role.admin': 'Administrador',
  'people.role.learner': 'Alumno',

  'people.profile': 'Perfil',
  'people.profile-loading': 'Cargando el perfil',
  'people.profile-not-loaded': 'No se pudo cargar el perfil',
  'people.profile-employee-id': 'ID de empleado {employeeId}',
};
