import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import { settingsQuery } from '../../../api/check.ts';
import { checkAgain, showChanged } from '../../../api/imports.ts';
import type { CheckView, ImportSettings, ImportView } from '../../../api/types.ts';
import { importPath } from '../../../app/paths.ts';
import { Figures } from '../../../components/figures.tsx';
import { Notice } from '../../../components/notice.tsx';
import { describeError } from '../../../components/states.tsx';
import { richText, text } from '../../../texts/texts.ts';
import { describeCheck } from './check-summary.ts';

/** What a check has found, in a sentence and in numbers. */
export function Findings({ item, check }: { readonly item: ImportView; readonly check: CheckView }) {
  return (
    <Stack gap="md">
      {item.status === 'Needs approval' && (
        <Notice tone="warning" title={text('check.needs-approval')}>
          {text('check.needs-approval-reason')}
        </Notice>
      )}
      <Text fw={600} size="lg">
        {describeCheck(check)}
      </Text>
      <Text size="sm" c="dimmed">
        {text('check.nothing-imported')}{' '}
        {check.people !== null && `${text('check.people', { people: check.people })} `}
        {item.links.results !== null && (
          <Anchor href={item.links.results} download inherit underline="always">
            {text('check.download-rows')}
          </Anchor>
        )}
      </Text>
      <Figures
        label={text('check.figures')}
        figures={[
          { name: text('check.new'), value: check.added, tone: 'good' },
          { name: text('check.overwrite'), value: check.overwritten, tone: 'warning' },
          { name: text('check.unchanged'), value: check.unchanged },
          { name: text('check.fail'), value: check.failed, tone: 'bad' },
        ]}
      />
      <SameFile item={item} />
      <Changes item={item} check={check} />
    </Stack>
  );
}

function SameFile({ item }: { readonly item: ImportView }) {
  const { sameFileAs, type } = item;
  if (sameFileAs === null) return null;
  return (
    <Notice tone="warning" title={text('imports.imported-before')}>
      {richText(
        'check.same-file',
        {
          link: (parts) => (
            <Anchor component={Link} to={importPath(sameFileAs)} inherit underline="always">
              {parts}
            </Anchor>
          ),
        },
        { type },
      )}
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
          title={text('check.replaces-newer', { count: replacesNewer ?? 0 })}
          action={text('check.keep-newer')}
          change={{ olderRecords: 'keep' }}
        />
      )}
      {Boolean(losesValues) && (
        <Advice
          item={item}
          title={text('check.loses-values', { count: losesValues ?? 0 })}
          action={text('check.keep-values')}
          change={{ blanks: 'keep' }}
        />
      )}
      {Boolean(changedSince) && (
        <Advice
          item={item}
          title={text('check.changed-since', { count: changedSince ?? 0 })}
          action={text('check.check-again')}
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
