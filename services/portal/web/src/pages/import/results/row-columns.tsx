import { Anchor, List } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { ImportView, ResultRow } from '../../../api/types.ts';
import { importPath } from '../../../app/paths.ts';
import { ChangeList } from '../../../components/change-list.tsx';
import type { DataColumn } from '../../../components/data-table.tsx';
import { formatNumber } from '../../../components/format.ts';
import { PersonById } from '../../../components/person-by-id.tsx';
import { Pill } from '../../../components/pill.tsx';
import { resultName, resultTone } from '../../../components/result-texts.ts';
import { richText, text } from '../../../texts/texts.ts';

type RowColumn = DataColumn<ResultRow>;

/** The columns of an import's rows, or of an undo's records, which stand in no line. */
export function rowColumns({ type, source }: ImportView): RowColumn[] {
  const line: RowColumn = {
    key: 'line',
    title: text('results.line'),
    align: 'end',
    width: '4.5rem',
    render: (row) => (row.line === null ? '–' : formatNumber(row.line)),
  };
  const record: RowColumn = {
    key: 'record',
    title: text(type === 'courses' ? 'results.course-number' : 'results.certification'),
    render: (row) => <span className="lms-any-text">{row.courseNumber ?? row.certificationName ?? '–'}</span>,
  };
  return [
    ...(source === 'undo' ? [] : [line]),
    {
      key: 'result',
      title: text('results.result'),
      width: '10rem',
      render: ({ result }) => <Result result={result} />,
    },
    { key: 'person', title: text('results.person'), render: ({ personId }) => <PersonById id={personId} /> },
    record,
    source === 'undo' ? whatCameBack(type) : whatChanged(type),
  ];
}

function Result({ result }: Pick<ResultRow, 'result'>) {
  return <Pill tone={resultTone(result)}>{resultName(result)}</Pill>;
}

function whatChanged(type: ImportView['type']): RowColumn {
  return {
    key: 'changes',
    title: text('results.changes-or-reasons'),
    wide: true,
    render: ({ changes, errors }) => {
      if (errors.length > 0) return <Reasons errors={errors} />;
      return changes.length === 0 ? '–' : <ChangeList type={type} changes={changes} />;
    },
  };
}

function Reasons({ errors }: Pick<ResultRow, 'errors'>) {
  const [first] = errors;
  if (errors.length === 1) return <span className="lms-any-text">{first?.message}</span>;
  return (
    <List size="sm" className="lms-any-text">
      {errors.map(({ code, columns, message }) => (
        <List.Item key={`${code} ${columns.join()}`}>{message}</List.Item>
      ))}
    </List>
  );
}

function whatCameBack(type: ImportView['type']): RowColumn {
  return {
    key: 'changes',
    title: text('results.changes'),
    wide: true,
    render: ({ result, changes, changedBy }) => {
      if (result === 'stayed' && changedBy) {
        return changedSince(changedBy);
      }
      return changes.length === 0 ? '–' : <ChangeList type={type} changes={changes} />;
    },
  };
}

function changedSince({ id, fileName }: NonNullable<ResultRow['changedBy']>): ReactNode {
  const link = (parts: ReactNode): ReactNode => (
    <Anchor component={Link} to={importPath(id)} inherit underline="always">
      {parts}
    </Anchor>
  );
  return fileName === null
    ? richText('results.changed-since-by-feed', { link })
    : richText('results.changed-since', { link }, { file: fileName });
}
