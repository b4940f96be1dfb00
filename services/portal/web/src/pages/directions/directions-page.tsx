import { Anchor, Breadcrumbs, Button, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { SECTIONS_BEFORE_COLUMNS, SECTIONS_BEHIND_COLUMNS } from '#shared/csv/directions.ts';
import { exampleAddress, INSTRUCTIONS_ADDRESS, templateAddress } from '../../api/downloads.ts';
import { PATHS } from '../../app/paths.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { richText, text } from '../../texts/texts.ts';
import { ColumnTables } from './column-tables.tsx';
import { CourseTypes, ListSection } from './sections.tsx';

/** How to make an import file, and what becomes of it. */
export function DirectionsPage() {
  return (
    <>
      <Stack gap="xs">
        <Breadcrumbs aria-label={text('components.where-you-are')} component="nav">
          <Anchor component={Link} to={PATHS.bulkImport} size="sm">
            {text('bulk-import.title')}
          </Anchor>
          <Text size="sm" c="dimmed">
            {text('directions-page.here')}
          </Text>
        </Breadcrumbs>
        <PageHeader
          title={text('directions-page.title')}
          description={richText('directions-page.description', {
            courses: linkToFile(templateAddress('courses')),
            certifications: linkToFile(templateAddress('certifications')),
            'courses-example': linkToFile(exampleAddress('courses')),
            'certifications-example': linkToFile(exampleAddress('certifications')),
            instructions: linkToFile(INSTRUCTIONS_ADDRESS),
          })}
          actions={
            <Button variant="default" className="lms-not-printed" onClick={() => window.print()}>
              {text('directions-page.print')}
            </Button>
          }
        />
      </Stack>
      {SECTIONS_BEFORE_COLUMNS.map((section) => (
        <ListSection key={section} section={section} />
      ))}
      <ColumnTables />
      <CourseTypes />
      {SECTIONS_BEHIND_COLUMNS.map((section) => (
        <ListSection key={section} section={section} />
      ))}
    </>
  );
}

function linkToFile(address: string): (parts: ReactNode) => ReactNode {
  return (parts) => (
    <Anchor href={address} download inherit underline="always">
      {parts}
    </Anchor>
  );
}
