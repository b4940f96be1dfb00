import { Anchor } from '@mantine/core';
import { Link } from 'react-router';
import { PATHS } from '../../app/paths.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { richText, text } from '../../texts/texts.ts';
import { ImportHistory } from './history/import-history.tsx';
import { ImportSteps } from './import-steps.tsx';
import { UploadPanel } from './upload/upload-panel.tsx';

export function BulkImportPage() {
  return (
    <>
      <PageHeader
        title={text('bulk-import.title')}
        description={richText('bulk-import.about', {
          link: (parts) => (
            <Anchor component={Link} to={PATHS.directions} underline="always">
              {parts}
            </Anchor>
          ),
        })}
      />
      <ImportSteps />
      <UploadPanel />
      <ImportHistory />
    </>
  );
}
