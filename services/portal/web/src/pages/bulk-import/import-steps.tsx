import { Anchor, Button, Group, Paper, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import { INSTRUCTIONS_ADDRESS, templateAddress } from '../../api/downloads.ts';
import { hasImportsQuery } from '../../api/imports.ts';
import { PATHS, reportPath } from '../../app/paths.ts';
import { ChevronIcon, DownloadIcon } from '../../components/icons.tsx';
import classes from './import-steps.module.css';

/** How an import is done, with what each step needs. Who has imported before sees the downloads, and the steps when asked for. */
export function ImportSteps() {
  const hasImports = useQuery(hasImportsQuery).data;
  const [chosen, choose] = useState<boolean>();
  // What is known when the page opens decides: an upload must not fold away what is being read.
  const [atFirst, setAtFirst] = useState(hasImports);
  if (atFirst === undefined && hasImports !== undefined) setAtFirst(hasImports);
  const unfolded = chosen ?? atFirst === false;
  return (
    <Paper component="section" aria-labelledby="steps-title" py={unfolded ? 'lg' : 'sm'}>
      <Group justify="space-between" gap="xs" mb={unfolded ? 'md' : 0}>
        <Title order={2} size="h3" id="steps-title">
          How to import
        </Title>
        {!unfolded && <Downloads />}
        <Button
          variant="subtle"
          size="compact-sm"
          aria-expanded={unfolded}
          aria-controls="steps"
          onClick={() => choose(!unfolded)}
          rightSection={
            <span className={classes['chevron']} data-unfolded={unfolded || undefined}>
              <ChevronIcon size={14} />
            </span>
          }
        >
          {unfolded ? 'Hide the steps' : 'Show the steps'}
        </Button>
      </Group>
      <div id="steps">{unfolded && <Steps />}</div>
    </Paper>
  );
}

function Steps() {
  return (
    <ol className={classes['steps']}>
      <li>
        <strong>Download a CSV template.</strong> Which columns are required is in the instructions file.
        <Downloads />
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
        and which rows fail, before anything is imported. Courses overwrite the person’s record with the same
        course number; certifications are always added. Everything is imported as completed.
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
  );
}

function Downloads() {
  return (
    <span className={classes['links']}>
      <Download address={templateAddress('courses')}>Courses template</Download>
      <Download address={templateAddress('certifications')}>Certifications template</Download>
      <Download address={INSTRUCTIONS_ADDRESS}>Instructions</Download>
    </span>
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
