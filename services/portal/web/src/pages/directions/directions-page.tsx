import { Anchor, Breadcrumbs, Button, Stack, Text } from '@mantine/core';
import { Link } from 'react-router';
import { exampleAddress, INSTRUCTIONS_ADDRESS, templateAddress } from '../../api/downloads.ts';
import { PATHS } from '../../app/paths.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { ColumnTables } from './column-tables.tsx';
import { Results, Undo } from './results-and-undo.tsx';
import { CheckFirst, CourseTypes, Dates, ErrorFile, Matching, TheFile, WhoseRecord } from './sections.tsx';

/** How to make an import file, and what becomes of it. */
export function DirectionsPage() {
  return (
    <>
      <Stack gap="xs">
        <Breadcrumbs aria-label="Where you are" component="nav">
          <Anchor component={Link} to={PATHS.bulkImport} size="sm">
            Bulk Import
          </Anchor>
          <Text size="sm" c="dimmed">
            Directions
          </Text>
        </Breadcrumbs>
        <PageHeader
          title="Directions for Bulk Import"
          description={
            <>
              Start from the template for{' '}
              <Anchor href={templateAddress('courses')} download inherit underline="always">
                courses
              </Anchor>{' '}
              or{' '}
              <Anchor href={templateAddress('certifications')} download inherit underline="always">
                certifications
              </Anchor>
              ; filled in, they look like the example for{' '}
              <Anchor href={exampleAddress('courses')} download inherit underline="always">
                courses with rows
              </Anchor>{' '}
              or{' '}
              <Anchor href={exampleAddress('certifications')} download inherit underline="always">
                certifications with rows
              </Anchor>
              . This page can be printed, or kept as an{' '}
              <Anchor href={INSTRUCTIONS_ADDRESS} download inherit underline="always">
                instructions file
              </Anchor>{' '}
              of plain text.
            </>
          }
          actions={
            <Button variant="default" className="lms-not-printed" onClick={() => window.print()}>
              Print this page
            </Button>
          }
        />
      </Stack>
      <TheFile />
      <WhoseRecord />
      <ColumnTables />
      <CourseTypes />
      <Dates />
      <Matching />
      <CheckFirst />
      <Results />
      <Undo />
      <ErrorFile />
    </>
  );
}
