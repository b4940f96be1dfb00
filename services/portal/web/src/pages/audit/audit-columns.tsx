import { Anchor, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { mappingListQuery } from '../../api/mappings.ts';
import { reportListQuery } from '../../api/reports.ts';
import type { AuditEventView } from '../../api/types.ts';
import { importPath, PATHS, reportPath } from '../../app/paths.ts';
import type { DataColumn } from '../../components/data-table.tsx';
import { PersonById } from '../../components/person-by-id.tsx';
import { Time } from '../../components/time.tsx';
import { text } from '../../texts/texts.ts';
import classes from './audit.module.css';

/** What acts by itself, as people read it. */
const BY_ITSELF = { operator: 'audit.operator', retention: 'audit.retention' } as const;

export function auditColumns(): readonly DataColumn<AuditEventView>[] {
  return [
    {
      key: 'occurredAt',
      title: text('audit.when'),
      render: ({ occurredAt }) => <Time instant={occurredAt} />,
    },
    { key: 'actor', title: text('audit.who'), render: (event) => <Actor event={event} /> },
    { key: 'action', title: text('audit.what'), render: ({ action }) => text(`audit-actions.${action}`) },
    {
      key: 'subject',
      wide: true,
      title: text('audit.about'),
      render: (event) => <Subject event={event} />,
    },
  ];
}

/** An event where the window is too narrow for a row of the table. */
export function AuditCard({ event }: { readonly event: AuditEventView }) {
  return (
    <div className={classes['card']}>
      <div>{text(`audit-actions.${event.action}`)}</div>
      <div>
        <Subject event={event} />
      </div>
      <div className={classes['origin']}>
        <Actor event={event} /> · <Time instant={event.occurredAt} />
      </div>
    </div>
  );
}

function Actor({ event: { actor, actorName } }: { readonly event: AuditEventView }) {
  return (
    <span className="lms-any-text" title={actorName === null ? undefined : actor}>
      {actorName ?? (actor === 'operator' || actor === 'retention' ? text(BY_ITSELF[actor]) : actor)}
    </span>
  );
}

/** What it was done to: an import, a person, a report. */
function Subject({ event }: { readonly event: AuditEventView }) {
  const { action, importId, subject } = event;
  if (action === 'report.downloaded') return <Report name={subject ?? ''} />;
  return (
    <>
      {importId !== null && <Import event={event} importId={importId} />}
      {(action === 'record.undone' || action === 'sessions.revoked') && <PersonOf id={subject} />}
      {action === 'person.deleted' && text('audit.person', { id: subject ?? '' })}
      {action.startsWith('mapping.') && <Mapping id={subject} />}
    </>
  );
}

function Import({
  event: { action, fileName },
  importId,
}: {
  event: AuditEventView;
  readonly importId: string;
}) {
  // What was discarded has no page any more.
  if (action === 'import.discarded') return null;
  return (
    <Anchor component={Link} to={importPath(importId)} inherit className="lms-any-text">
      {fileName ?? text(action.startsWith('feed.') ? 'audit.a-feed' : 'audit.no-file')}
    </Anchor>
  );
}

function PersonOf({ id }: { readonly id: string | null }) {
  return (
    <Text component="span" inherit>
      {id === null ? text('audit.everybody') : <PersonById id={id} />}
    </Text>
  );
}

function Mapping({ id }: { readonly id: string | null }) {
  const mapping = useQuery(mappingListQuery).data?.find((one) => one.id === id);
  return <span className="lms-any-text">{mapping?.name ?? text('audit.deleted-mapping')}</span>;
}

function Report({ name }: { readonly name: string }) {
  const title = useQuery(reportListQuery).data?.find((report) => report.name === name)?.title;
  if (name === 'audit') return text('audit.this-audit');
  return (
    <Anchor component={Link} to={title === undefined ? PATHS.reports : reportPath(name)} inherit>
      {title ?? name}
    </Anchor>
  );
}
