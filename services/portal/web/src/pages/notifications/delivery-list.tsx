import { Anchor, Button, Paper, Text, Title, VisuallyHidden } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import { type DeliveryView, deliveriesQuery, refreshDeliveries, sendAgain } from '../../api/notifications.ts';
import { importPath } from '../../app/paths.ts';
import { type DataColumn, DataTable } from '../../components/data-table.tsx';
import { Pager } from '../../components/pager.tsx';
import { Pill } from '../../components/pill.tsx';
import { describeError, ErrorState, LoadingRows } from '../../components/states.tsx';
import { StackedTime, Time } from '../../components/time.tsx';
import { usePaging } from '../../components/use-paging.ts';
import { errorText, eventText } from './event-texts.ts';

/** What was sent, with each try. */
export function DeliveryList() {
  const paging = usePaging();
  const deliveries = useQuery(deliveriesQuery(paging.limit, paging.cursor));
  return (
    <Paper component="section" aria-labelledby="deliveries-title" p={{ base: 'md', sm: 'lg' }}>
      <Title order={2} size="h3" id="deliveries-title" mb="md">
        Deliveries
      </Title>
      {deliveries.isPending && <LoadingRows rows={4} label="Loading the deliveries" />}
      {deliveries.data === undefined && deliveries.isError && (
        <ErrorState
          title="The deliveries could not be loaded"
          error={deliveries.error}
          onRetry={() => void deliveries.refetch()}
        />
      )}
      {deliveries.data?.items.length === 0 && <Text c="dimmed">Nothing was sent in the last 30 days.</Text>}
      {deliveries.data !== undefined && deliveries.data.items.length > 0 && (
        <>
          <DataTable
            caption="Deliveries"
            columns={COLUMNS}
            rows={deliveries.data.items}
            rowKey={(item) => item.id}
            stale={deliveries.isPlaceholderData}
          />
          <Pager paging={paging} next={deliveries.data.next} label="deliveries" />
        </>
      )}
    </Paper>
  );
}

const COLUMNS: readonly DataColumn<DeliveryView>[] = [
  { key: 'when', title: 'When', render: ({ createdAt }) => <StackedTime instant={createdAt} /> },
  {
    key: 'event',
    title: 'Event',
    render: ({ type, importId }) =>
      importId === null ? (
        eventText(type)
      ) : (
        <Anchor component={Link} to={importPath(importId)} inherit>
          {eventText(type)}
        </Anchor>
      ),
  },
  {
    key: 'recipient',
    title: 'To',
    wide: true,
    render: ({ channel, recipient }) => (
      <span className="lms-any-text">{channel === 'email' ? `E-mail to ${recipient}` : recipient}</span>
    ),
  },
  { key: 'status', title: 'Status', render: (item) => <Status item={item} /> },
  { key: 'attempts', title: 'Tries', wide: true, render: (item) => <Attempts item={item} /> },
  { key: 'actions', title: 'Actions', render: (item) => <SendAgain item={item} /> },
];

function Status({ item: { status, nextAttemptAt, attempts } }: { readonly item: DeliveryView }) {
  if (status === 'delivered') return <Pill tone="good">Delivered</Pill>;
  if (status === 'failed') return <Pill tone="bad">Failed</Pill>;
  return (
    <>
      <Pill tone={attempts.length === 0 ? 'info' : 'warning'}>
        {nextAttemptAt === null ? 'Waits while paused' : attempts.length === 0 ? 'On its way' : 'Tried again'}
      </Pill>
      {nextAttemptAt !== null && attempts.length > 0 && (
        <Text size="xs" c="dimmed">
          Next try <Time instant={nextAttemptAt} />
        </Text>
      )}
    </>
  );
}

function Attempts({ item: { attempts } }: { readonly item: DeliveryView }) {
  if (attempts.length === 0) return '–';
  return (
    <details>
      <summary>{attempts.length}</summary>
      <ol>
        {attempts.map(({ at, milliseconds, status, error }) => (
          <li key={at}>
            <Time instant={at} />: {error === null ? 'delivered' : errorText(error)}
            {status !== null && ` (${status})`}, {milliseconds} ms
          </li>
        ))}
      </ol>
    </details>
  );
}

function SendAgain({ item }: { readonly item: DeliveryView }) {
  const client = useQueryClient();
  const again = useMutation({
    mutationFn: () => sendAgain(item.id),
    onError: (error) =>
      notifications.show({ color: 'red', title: 'It was not sent again', message: describeError(error) }),
    onSettled: () => refreshDeliveries(client),
  });
  return (
    <Button size="xs" variant="default" loading={again.isPending} onClick={() => again.mutate()}>
      {item.status === 'pending' ? 'Send now' : 'Send again'}
      <VisuallyHidden>
        {' '}
        {eventText(item.type)} to {item.recipient}
      </VisuallyHidden>
    </Button>
  );
}
