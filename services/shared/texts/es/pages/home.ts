import type { HOME as EN } from '../../en/pages/home.ts';
import type { Translated } from '../../texts.ts';

export const HOME: Translated<typeof EN> = {
  'home.title': 'Inicio',
  'home.welcome': 'Hola, {name}.',
  'home.overview': 'Resumen',
  'home.my-training-history': 'Mi historial de formación',
  'home.latest-imports': 'Últimas importaciones',
  'home.bulk-import': 'Importación masiva',
  'home.latest-imports.loading': 'Cargando las últimas importaciones',
  'home.latest-imports.not-loaded': 'No se pudieron cargar las importaciones',
  'home.latest-imports.none':
    'Todavía no se ha importado nada. Traiga su historial de formación con la importación masiva.',
  'home.not-imported-yet':
    '{count, plural, one {# fila todavía no importada} other {# filas todavía no importadas}}',
  'home.my-training': 'Mi formación',
  'home.my-training.loading': 'Cargando su historial de formación',
  'home.my-training.not-loaded': 'No se pudo cargar su historial de formación',
  'home.my-training.nobody': 'No hay historial de formación para este usuario',
  'home.my-training.nobody-why':
    'Nadie en Personas tiene su nombre de usuario. Si no es correcto, consulte a su administrador del LMS.',
  'home.nothing-expires': 'Ninguna de sus certificaciones ha vencido ni vence pronto.',
  'home.see-history': 'Ver mi historial de formación',
};
