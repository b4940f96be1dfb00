import { Anchor, List } from '@mantine/core';
import { Link } from 'react-router';
import type { ImportView, ResultRow } from '../../../api/types.ts';
import { importPath } from '../../../app/paths.ts';
import { ChangeList } from '../../../components/change-list.tsx';
import type { DataColumn } from '../../../components/data-table.tsx';
import { formatNumber } from '../../../components/format.ts';
import { PersonById } from '../../../components/person-by-id.tsx';
import { Pill } from '../../../components/pill.tsx';
import { resultName, resultTone } from '../../../components/result-texts.ts';

type RowColumn = DataColumn<ResultRow>;

/** The columns of an import's rows, or of an undo's records, which stand in no line. */
export function rowColumns({ type, source }: ImportView): RowColumn[] {
  const line: RowColumn = {
    key: 'line',
    title: 'Line',
    align: 'end',
    width: '4.5rem',
    render: (row) => (row.line === null ? '–' : formatNumber(row.line)),
  };
  const record: RowColumn = {
    key: 'record',
    title: type === 'courses' ? 'Course number' : 'Certification',
    render: (row) => <span className="lms-any-text">{row.courseNumber ?? row.certificationName ?? '–'}</span>,
  };
  return [
    ...(source === 'undo' ? [] : [line]),
    { key: 'result', title: 'Result', width: '10rem', render: ({ result }) => <Result result={result} /> },
    { key: 'person', title: 'Person', render: ({ personId }) => <PersonById id={personId} /> },
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
    title: 'What changed, or why it failed',
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
    title: 'What changed',
    wide: true,
    render: ({ result, changes, changedBy }) => {
      if (result === 'stayed' && changedBy) {
        return (
          <>
            Changed since by{' '}
            <Anchor component={Link} to={importPath(changedBy.id)} inherit underline="always">
              {changedBy.fileName ?? 'a feed'}
            </Anchor>
          </>
        );
      }
      return changes.length === 0 ? '–' : <ChangeList type={type} changes={changes} />;
    },
  };
}
