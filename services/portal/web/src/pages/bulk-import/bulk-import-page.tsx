import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { hasImportsQuery } from '../../api/imports.ts';
import { PATHS } from '../../app/paths.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { LoadingRows } from '../../components/states.tsx';
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
      <Content />
    </>
  );
}

function Content() {
  // Whether there are imports decides how large the steps are: what stands below them would jump once that is known.
  if (useQuery(hasImportsQuery).isPending) return <LoadingRows label={text('bulk-import.loading')} />;
  return (
    <>
      <ImportSteps />
      <UploadPanel />
      <ImportHistory />
    </>
  );
}
