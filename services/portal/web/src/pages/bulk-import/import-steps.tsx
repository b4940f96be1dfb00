import { Anchor, Button, Group, Paper, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import { exampleAddress, INSTRUCTIONS_ADDRESS, templateAddress } from '../../api/downloads.ts';
import { hasImportsQuery } from '../../api/imports.ts';
import { PATHS, reportPath } from '../../app/paths.ts';
import { ChevronIcon, DownloadIcon } from '../../components/icons.tsx';
import { richText, text } from '../../texts/texts.ts';
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
          {text('bulk-import.how-to')}
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
          {text(unfolded ? 'bulk-import.hide-steps' : 'bulk-import.show-steps')}
        </Button>
      </Group>
      <div id="steps">{unfolded && <Steps />}</div>
    </Paper>
  );
}

function Steps() {
  const b = (parts: ReactNode): ReactNode => <strong>{parts}</strong>;
  const linkTo = (path: string) => (parts: ReactNode) => (
    <Anchor component={Link} to={path} underline="always" inherit>
      {parts}
    </Anchor>
  );
  return (
    <ol className={classes['steps']}>
      <li>
        {richText('bulk-import.step-template', { b })}
        <Downloads withExamples />
      </li>
      <li>
        {richText('bulk-import.step-rows', { b, report: linkTo(reportPath('people-detail-with-pid')) })}
      </li>
      <li>{richText('bulk-import.step-check', { b })}</li>
      <li>
        {richText('bulk-import.step-import', {
          b,
          errors: linkTo(`${PATHS.directions}#error-file`),
          undo: linkTo(`${PATHS.directions}#undo`),
        })}
      </li>
    </ol>
  );
}

function Downloads({ withExamples = false }: { readonly withExamples?: boolean }) {
  return (
    <span className={classes['links']}>
      <Download address={templateAddress('courses')}>{text('bulk-import.courses-template')}</Download>
      <Download address={templateAddress('certifications')}>
        {text('bulk-import.certifications-template')}
      </Download>
      {withExamples && (
        <>
          <Download address={exampleAddress('courses')}>{text('bulk-import.courses-example')}</Download>
          <Download address={exampleAddress('certifications')}>
            {text('bulk-import.certifications-example')}
          </Download>
        </>
      )}
      <Download address={INSTRUCTIONS_ADDRESS}>{text('bulk-import.instructions')}</Download>
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
