import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import { settingsQuery } from '../../../api/check.ts';
import { checkAgain, showChanged } from '../../../api/imports.ts';
import type { CheckView, ImportSettings, ImportView } from '../../../api/types.ts';
import { importPath } from '../../../app/paths.ts';
import { Figures } from '../../../components/figures.tsx';
import { formatCount, formatNumber } from '../../../components/format.ts';
import { Notice } from '../../../components/notice.tsx';
import { describeError } from '../../../components/states.tsx';
import { describeCheck } from './check-summary.ts';

/** What a check has found, in a sentence and in numbers. */
export function Findings({ item, check }: { readonly item: ImportView; readonly check: CheckView }) {
  return (
    <Stack gap="md">
      {item.status === 'Needs approval' && (
        <Notice tone="warning" title="An LMS admin has to approve this import">
          It overwrites more records than your organization lets pass without approval.
        </Notice>
      )}
      <Text fw={600} size="lg">
        {describeCheck(check)}
      </Text>
      <Text size="sm" c="dimmed">
        Nothing is imported yet.
        {check.people !== null && ` The rows are about ${formatCount(check.people, 'person', 'people')}.`}{' '}
        {item.links.results !== null && (
          <Anchor href={item.links.results} download inherit underline="always">
            Download what would become of each row
          </Anchor>
        )}
      </Text>
      <Figures
        label="What the import would do"
        figures={[
          { name: 'New', value: check.added, tone: 'good' },
          { name: 'Overwrite', value: check.overwritten, tone: 'warning' },
          { name: 'Unchanged', value: check.unchanged },
          { name: 'Fail', value: check.failed, tone: 'bad' },
        ]}
      />
      <SameFile item={item} />
      <Changes item={item} check={check} />
    </Stack>
  );
}

function SameFile({ item }: { readonly item: ImportView }) {
  if (item.sameFileAs === null) return null;
  return (
    <Notice tone="warning" title="This file was imported before">
      {item.type === 'certifications'
        ? 'Certifications are never merged, so importing it again adds a second record for each of its rows. '
        : 'Its rows overwrite the same records once more. '}
      <Anchor component={Link} to={importPath(item.sameFileAs)} inherit underline="always">
        See the earlier import
      </Anchor>
    </Notice>
  );
}

/** What whoever imports the file may not want, with what prevents it. */
function Changes({ item, check }: { readonly item: ImportView; readonly check: CheckView }) {
  const { losesValues, replacesNewer, changedSince } = check;
  return (
    <>
      {Boolean(replacesNewer) && (
        <Advice
          item={item}
          title={`${formatNumber(replacesNewer ?? 0)} of the overwritten records ${replacesNewer === 1 ? 'was' : 'were'} completed later than the file’s rows`}
          action="Keep the newer records"
          change={{ olderRecords: 'keep' }}
        />
      )}
      {Boolean(losesValues) && (
        <Advice
          item={item}
          title={`${formatNumber(losesValues ?? 0)} of the overwritten records ${losesValues === 1 ? 'loses' : 'lose'} a value, since the file has none there`}
          action="Keep these values"
          change={{ blanks: 'keep' }}
        />
      )}
      {Boolean(changedSince) && (
        <Advice
          item={item}
          title={`${formatCount(changedSince ?? 0, 'record of the file was', 'records of the file were')} changed since this check`}
          action="Check again"
          change={{}}
        />
      )}
    </>
  );
}

interface AdviceProps {
  readonly item: ImportView;
  readonly title: string;
  readonly action: string;
  /** What the action changes of the settings, by which the file is checked again. */
  readonly change: ImportSettings;
}

function Advice({ item, title, action, change }: AdviceProps) {
  const client = useQueryClient();
  const again = useMutation({
    mutationFn: async () =>
      checkAgain(item, { ...(await client.fetchQuery(settingsQuery(item))), ...change }),
    onSuccess: (answer) => showChanged(client, answer),
  });
  return (
    <Notice tone="warning" title={title}>
      <Group gap="sm" mt={4}>
        <Button size="xs" variant="default" loading={again.isPending} onClick={() => again.mutate()}>
          {action}
        </Button>
        {again.isError && (
          <Text size="sm" role="alert">
            {describeError(again.error)}
          </Text>
        )}
      </Group>
    </Notice>
  );
}
