import { Anchor, Text } from '@mantine/core';
import { Link } from 'react-router';
import { DATE_FORMATS } from '#shared/csv/date-formats.ts';
import { PATHS, reportPath } from '../../app/paths.ts';
import { formatBytes } from '../../components/format.ts';
import { COURSE_TYPES, courseTypeMeaning } from '../../training/course-types.ts';
import { useMaxFileBytes } from '../../uploads/use-max-file-bytes.ts';
import classes from './directions.module.css';
import { Section } from './section.tsx';

export function TheFile() {
  const maxBytes = useMaxFileBytes();
  return (
    <Section id="file" title="The file">
      <ul>
        <li>
          A <code>.csv</code> file of one record type, with a header line and at least one record, of up to{' '}
          {formatBytes(maxBytes)}.
        </li>
        <li>
          The columns may stand in any order; capital letters, spaces, underscores, dashes, and a star, a
          colon or a hint in parentheses at the end of a title make no difference. Columns the template does
          not have are not imported, and the page names them.
        </li>
        <li>
          Titles of another system can stay: say on the page which column each is. A required column that the
          file lacks can get one text for all rows. What you chose can be saved under a name, and is offered
          for the next file with the same titles.
        </li>
        <li>
          Save it as “CSV UTF-8”. For a file in an older encoding, such as Windows-1252, choose that encoding
          when you upload it; if it is not UTF-8 you are asked. Cells are separated by commas, semicolons,
          tabs or vertical bars.
        </li>
        <li>
          A cell that holds the separator, a quotation mark or a line break is enclosed in quotation marks,
          with each quotation mark inside doubled. Spreadsheets do this for you.
        </li>
        <li>
          Blank lines are skipped, and spaces around a value are removed; in identifiers, dates, numbers and
          types also what cannot be seen, repeated spaces, and guards against spreadsheets such as{' '}
          <code>="00123"</code>. A value that is too long fails its row.
        </li>
        <li>Learning plans and custom course types are not supported.</li>
      </ul>
    </Section>
  );
}

export function WhoseRecord() {
  return (
    <Section id="people" title="Whose record it is">
      <ul>
        <li>
          Each row needs a Username or an Employee ID. Given both, they must belong to the same person, who
          must exist in the LMS.
        </li>
        <li>
          The report{' '}
          <Anchor component={Link} to={reportPath('people-detail-with-pid')} inherit underline="always">
            People Detail with PID
          </Anchor>{' '}
          lists the usernames and employee IDs.
        </li>
      </ul>
    </Section>
  );
}

export function CourseTypes() {
  return (
    <Section id="course-types" title="Course types">
      <Text mb="sm">
        A file says the name on the left, or its meaning on the right; capital and small letters are the same.
        For other names, such as Classroom, say on the page which course type each means.
      </Text>
      <dl className={classes['types']}>
        {COURSE_TYPES.map((type) => (
          <div key={type} style={{ display: 'contents' }}>
            <dt>
              <code>{type}</code>
            </dt>
            <dd>{courseTypeMeaning(type)}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

export function Dates() {
  return (
    <Section id="dates" title="Dates and numbers">
      <ul>
        <li>
          Dates are written <code>YYYY-MM-DD</code>, for example <code>2023-03-25</code>. If the file writes
          them in another way, choose it when you upload it:{' '}
          {DATE_FORMATS.filter((format) => format !== 'YYYY-MM-DD').map((format, index) => (
            <span key={format}>
              {index > 0 && ', '}
              <code>{format}</code>
            </span>
          ))}
          . It then holds for every date in the file; where more than one way reads them you are asked.
        </li>
        <li>
          A time of day behind a date is left out. A date with a time zone, or with a year of two digits,
          fails its row.
        </li>
        <li>Dates begin at 1900-01-01. Completion and issue dates cannot lie in the future.</li>
        <li>A start date is not after the completion date, an expiration date not before the issue date.</li>
        <li>
          Numbers are digits with a decimal point if needed (<code>92.5</code>), without a percent sign, a
          plus or minus sign, or separators between thousands.
        </li>
      </ul>
    </Section>
  );
}

export function Matching() {
  return (
    <Section id="matching" title="What becomes of existing records">
      <ul>
        <li>
          <strong>Courses are matched by course number.</strong> If the person already has a record with the
          same course number, the row overwrites it; otherwise it adds one. Of several rows for the same
          person and course number, the last one holds.
        </li>
        <li>
          A blank cell, or a column that the file lacks, clears what the record has there, and a row
          overwrites a record that was completed later. Both can be chosen otherwise under “Change settings”.
        </li>
        <li>
          <strong>Certifications are always added.</strong> Every row adds a record, even if the name and
          dates are the same as before. You are asked before the same file is imported a second time.
        </li>
        <li>Courses and certifications need not exist in the LMS. All of them are imported as completed.</li>
      </ul>
    </Section>
  );
}

export function CheckFirst() {
  return (
    <Section id="check" title="Checking before importing">
      <ul>
        <li>
          <strong>Check</strong> reads every row as the import would, and imports nothing. It shows how many
          records would be new, overwritten and unchanged, which overwritten ones lose a value or were
          completed later than the file’s, why rows fail, and what changes in the first ten records.
        </li>
        <li>
          Then import it, change the settings and check again, or discard it. A check has its own address; the{' '}
          <Anchor component={Link} to={PATHS.bulkImport} inherit underline="always">
            import history
          </Anchor>{' '}
          leads to it. One that nobody imports is deleted after seven days.
        </li>
        <li>
          Your organization may hold imports that overwrite many records: they wait until an LMS admin
          approves them, who may have to be another person than the one who uploaded the file.
        </li>
      </ul>
    </Section>
  );
}

export function ErrorFile() {
  return (
    <Section id="error-file" title="Correcting rows that failed">
      <ul>
        <li>
          When rows have failed, the{' '}
          <Anchor component={Link} to={PATHS.bulkImport} inherit underline="always">
            import history
          </Anchor>{' '}
          offers an error file: those rows as you wrote them, and behind them the row that a spreadsheet shows
          in the column “Line” and the reasons in the column “Errors”. The other rows of the file have been
          imported.
        </li>
        <li>
          Correct the rows in the error file and upload it as it is. Both columns are ignored and may stay,
          and what you chose for the file it came from still holds.
        </li>
        <li>
          The error file is UTF-8 with a byte order mark, whatever the encoding of the file it came from, and
          is read as such whatever encoding is chosen. Bytes that could not be read are kept in it as they
          were; then it has no mark.
        </li>
        <li>
          A cell that a spreadsheet would take for a formula has an apostrophe in front. Leave it; the upload
          takes it off again.
        </li>
        <li>
          Do not upload the whole original again for certifications: the rows that succeeded would be added a
          second time.
        </li>
      </ul>
    </Section>
  );
}
