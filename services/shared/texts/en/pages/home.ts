export const HOME = {
  'home.title': 'Home',
  'home.welcome': 'Welcome, {name}.',
  'home.overview': 'Overview',
  'home.my-training-history': 'My Training History',
  'home.latest-imports': 'Latest imports',
  'home.bulk-import': 'Bulk Import',
  'home.latest-imports.loading': 'Loading the latest imports',
  'home.latest-imports.not-loaded': 'The imports could not be loaded',
  'home.latest-imports.none':
    'Nothing has been imported yet. Bring your training history in with Bulk Import.',
  'home.not-imported-yet': '{count, plural, one {# row} other {# rows}}, not imported yet',
  'home.my-training': 'My training',
  'home.my-training.loading': 'Loading your training history',
  'home.my-training.not-loaded': 'Your training history could not be loaded',
  'home.my-training.nobody': 'No training history for this sign-in',
  'home.my-training.nobody-why':
    'Nobody in People has your username. Ask your LMS admin if that is not right.',
  'home.nothing-expires': 'None of your certifications has expired or expires soon.',
  'home.see-history': 'See My Training History',
} as const;
