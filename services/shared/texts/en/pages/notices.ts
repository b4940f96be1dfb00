export const NOTICES = {
  'notices.title': 'Notices',
  'notices.new-count': '{count, plural, one {# new notice} other {# new notices}}',
  'notices.new': '{title}<hidden> (new)</hidden>',
  'notices.loading': 'Loading notices',
  'notices.none': 'There are no notices',
  'notices.webhooks-and-deliveries': 'Webhooks and deliveries',
  'notices.body-and-link': '{body}. <link>Show</link>',
  'notices.announcement': '{title}. {body}',
  'notices.dismiss': 'Dismiss',

  'notices.import-ended': '{name}: {status}',
  'notices.import-needs-approval': '{name}: Needs approval',
  'notices.would-overwrite': 'It would overwrite {count, plural, one {# record} other {# records}}',
  'notices.import-undone': '{name}: Undone',
  'notices.taken-back':
    '{restored, plural, one {# record} other {# records}} restored, {removed, plural, one {# record} other {# records}} removed',
  'notices.feed-fails':
    '{type, select, courses {Feed of courses: records fail} other {Feed of certifications: records fail}}',
  'notices.failures-so-far': '{count, plural, one {# failure so far} other {# failures so far}}',
  'notices.webhook-paused': 'Webhook paused: {host}',
  'notices.webhook-paused.gone': 'Its receiver says that it is gone',
  'notices.webhook-paused.failing': 'It has failed for a day',
} as const;
