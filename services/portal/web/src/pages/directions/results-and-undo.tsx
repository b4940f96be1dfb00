import { Anchor } from '@mantine/core';
import { Link } from 'react-router';
import { PATHS } from '../../app/paths.ts';
import { Section } from './section.tsx';

export function Results() {
  return (
    <Section id="results" title="What became of each row">
      <ul>
        <li>
          The page of a finished import counts its rows: new, overwritten, unchanged, replaced by a later row,
          older than the record, and failed. Each row is listed there, an overwritten one with what changed in
          each column.
        </li>
        <li>
          <strong>Download results</strong> gives you the file as you uploaded it, with three more columns:
          the line as a spreadsheet counts it, the result, and the errors.
        </li>
      </ul>
    </Section>
  );
}

export function Undo() {
  return (
    <Section id="undo" title="Undoing an import">
      <ul>
        <li>
          <strong>Undo this import</strong>, on the import’s page, gives every record back what it had before
          the import, and removes those that the import added. It shows the numbers first. It is possible for
          90 days unless your organization has chosen otherwise, also for an import that was cancelled.
        </li>
        <li>
          A record that a later import has changed since stays as it is. The undo lists each, with the import
          that changed it.
        </li>
        <li>
          Afterwards the file counts as never uploaded. An undo cannot be undone: import the file again
          instead.
        </li>
        <li>
          To undo a single record, open the person’s profile under{' '}
          <Anchor component={Link} to={PATHS.people} inherit underline="always">
            People
          </Anchor>
          . <strong>History</strong> beside a course shows where it came from and what it was before.
        </li>
      </ul>
    </Section>
  );
}
