/** What pages add to reports, whose titles and columns come from the server. */
export const REPORTS = {
  'reports.title': 'Reports',
  'reports.about': 'Over everyone of your organization, imported records included.',
  'reports.list-loading': 'Loading the reports',
  'reports.list-not-loaded': 'The reports could not be loaded',
  'reports.none': 'There are no reports',
  'reports.about.people-detail-with-pid':
    'Everyone with username and employee ID, as import files need them.',
  'reports.about.certifications-by-certification':
    'How many people hold each certification, what has expired and what expires within 90 days.',
  'reports.about.courses-by-course': 'How many people completed each course, and when the last of them did.',
  'reports.about.import-activity': 'What was imported on each day, and how much of it failed.',

  'reports.loading': 'Loading the report',
  'reports.not-loaded': 'The report could not be loaded',
  'reports.about-records': 'One row for each record, with its person.',
  'reports.download': 'Download CSV',
  'reports.copy-link': 'Copy link to this view',
  'reports.link-copied': 'Copied',
  'reports.link-copied-announcement': 'The link to this view was copied.',
  'reports.pages': 'Pages of the report',
  'reports.total': 'Total',
  'reports.nothing-matches': 'Nothing matches',
  'reports.nothing-matches-explanation': 'The report has no rows with these filters.',
  'reports.nothing-yet': 'Nothing to report yet',
  'reports.nothing-yet-explanation': 'Rows appear as soon as there are records.',

  'reports.filter': 'Filter the report',
  'reports.filter-search': 'Search',
  'reports.filter-validity': 'Validity',
  'reports.filter-any-validity': 'All',
  'reports.filter-course-type': 'Course type',
  'reports.filter-type': 'Type',
  'reports.filter-any-type': 'All types',
  'reports.filter-from': 'From',
  'reports.filter-to': 'To',

  'reports.chart-certifications': 'Most held certifications, by people',
  'reports.chart-in-force': 'In force',
  'reports.chart-courses': 'Courses that most people completed',
  'reports.chart-people': 'People',
  'reports.chart-activity':
    'Records imported, by {period, select, week {week} month {month} other {day}} (UTC)',
  'reports.chart-successes': 'Successes: {count, number}',
  'reports.chart-failures': 'Failures: {count, number}',
  'reports.chart-activity-of':
    '{period, select, week {Week of {day}} month {Month of {day}} other {{day}}}: {successes, number} successes, {failures, number} failures',
} as const;
