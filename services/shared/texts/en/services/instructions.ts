/** What the instructions file says beside the directions. */
export const INSTRUCTIONS = {
  'instructions.title': 'BULK IMPORT OF TRAINING HISTORY',
  'instructions.template':
    'Start from the template for courses or certifications; the example file shows it filled in.',
  'instructions.quoted': '“{words}”',
  'instructions.size': '{megabytes, number} MB',
  'instructions.column':
    '{title} ({requirement, select, required {required} conditional {required if {other} is blank} other {optional}})',
  'instructions.column-format': 'Format: {format}',
  'instructions.column-example': 'Example: {example}',
  'instructions.example-row': 'An example row:',
} as const;
