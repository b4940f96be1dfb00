import { Anchor } from '@mantine/core';
import { Link } from 'react-router';
import { PATHS } from '../../app/paths.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { ImportHistory } from './history/import-history.tsx';
import { ImportSteps } from './import-steps.tsx';
import { UploadPanel } from './upload/upload-panel.tsx';

export function BulkImportPage() {
  return (
    <>
      <PageHeader
        title="Bulk Import"
        description={
          <>
            Bring historical courses and certifications into the LMS from CSV files.{' '}
            <Anchor component={Link} to={PATHS.directions} underline="always">
              Read the directions
            </Anchor>
          </>
        }
      />
      <ImportSteps />
      <UploadPanel />
      <ImportHistory />
    </>
  );
}
