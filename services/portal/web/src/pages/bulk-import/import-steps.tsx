import { Anchor, Paper, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { INSTRUCTIONS_ADDRESS, templateAddress } from '../../api/downloads.ts';
import { PATHS, reportPath } from '../../app/paths.ts';
import { DownloadIcon } from '../../components/icons.tsx';
import classes from './import-steps.module.css';

/** How an import is done, with what each step needs. */
export function ImportSteps() {
  return (
    <Paper component="section" aria-labelledby="steps-title">
      <Title order={2} size="h3" id="steps-title" mb="md">
        How to import
      </Title>
      <ol className={classes['steps']}>
        <li>
          <strong>Download a CSV template.</strong> Which columns are required is in the instructions file.
          <span className={classes['links']}>
            <Download address={templateAddress('courses')}>Courses template</Download>
            <Download address={templateAddress('certifications')}>Certifications template</Download>
            <Download address={INSTRUCTIONS_ADDRESS}>Instructions</Download>
          </span>
        </li>
        <li>
          <strong>Fill in one row for each record.</strong> Find usernames and employee IDs in the report{' '}
          <Anchor component={Link} to={reportPath('people-detail-with-pid')} underline="always" inherit>
            People Detail with PID
          </Anchor>
          . Courses and certifications need not exist in the LMS. A file of another system can stay as it is:
          say on this page what its columns are.
        </li>
        <li>
          <strong>Upload the file and check it.</strong> The check shows what would be added and overwritten,
          and which rows fail, before anything is imported. Courses overwrite the person’s record with the
          same course number; certifications are always added. Everything is imported as completed.
        </li>
        <li>
          <strong>Import it, and follow it in the import history.</strong> You can leave this page; checks and
          imports continue. If rows fail,{' '}
          <Anchor component={Link} to={`${PATHS.directions}#error-file`} underline="always" inherit>
            correct the error file
          </Anchor>{' '}
          and upload it again. An import can be{' '}
          <Anchor component={Link} to={`${PATHS.directions}#undo`} underline="always" inherit>
            undone
          </Anchor>
          .
        </li>
      </ol>
    </Paper>
  );
}

function Download({ address, children }: { readonly address: string; readonly children: ReactNode }) {
  return (
    <Anchor href={address} download className={classes['download'] ?? ''} inherit>
      <DownloadIcon size={16} />
      {children}
    </Anchor>
  );
}
