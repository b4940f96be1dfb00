import { Anchor, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import { importQuery } from '../api/imports.ts';
import { isAdmin } from '../api/session.ts';
import { importPath } from '../app/paths.ts';
import { formatDateAndClock, formatExactTime } from '../components/format.ts';
import { useSession } from '../frame/session-context.ts';
import { text } from '../texts/texts.ts';

/** The import that a record came from; a learner sees only that it was imported. */
export function ImportLink({ importId }: { readonly importId: string | null }) {
  const admin = isAdmin(useSession());
  if (importId === null) return text('training.source-lms');
  return admin ? <AdminImportLink importId={importId} /> : text('training.source-imported');
}

function AdminImportLink({ importId }: { readonly importId: string }) {
  const item = useQuery({ ...importQuery(useQueryClient(), importId), staleTime: 60_000 }).data;
  return (
    <>
      <Anchor component={Link} to={importPath(importId)} inherit className="lms-any-text">
        {item ? (item.fileName ?? text('training.source-feed')) : text('training.source-import')}
      </Anchor>
      {item && (
        <Text size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }} title={formatExactTime(item.createdAt)}>
          {formatDateAndClock(item.createdAt)[0]}
        </Text>
      )}
    </>
  );
}
