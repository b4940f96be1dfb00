/** What the Directions page says beside the directions. */
export const DIRECTIONS_PAGE = {
  'directions-page.title': 'Directions for Bulk Import',
  'directions-page.description':
    'Start from the template for <courses>courses</courses> or <certifications>certifications</certifications>; filled in, they look like the example for <courses-example>courses with rows</courses-example> or <certifications-example>certifications with rows</certifications-example>. This page can be printed, or kept as an <instructions>instructions file</instructions> of plain text.',
  'directions-page.here': 'Directions',
  'directions-page.print': 'Print this page',
  'directions-page.columns-loading': 'Loading the columns',
  'directions-page.columns-not-loaded': 'The columns could not be loaded',
  'directions-page.column': 'Column',
  'directions-page.required': 'Required',
  'directions-page.format': 'Format',
  'directions-page.example': 'Example',
  'directions-page.explanation': 'What it is',
} as const;
