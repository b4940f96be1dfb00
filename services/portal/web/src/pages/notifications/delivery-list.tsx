import { Anchor, Button, Paper, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import { type DeliveryView, deliveriesQuery, refreshDeliveries, sendAgain } from '../../api/notifications.ts';
import { importPath } from '../../app/paths.ts';
import { type DataColumn, DataTable } from '../../components/data-table.tsx';
import { hidden } from '../../components/hidden.tsx';
import { Pager } from '../../components/pager.tsx';
import { Pill } from '../../components/pill.tsx';
import { describeError, ErrorState, LoadingRows } from '../../components/states.tsx';
import { StackedTime, Time } from '../../components/time.tsx';
import { usePaging } from '../../components/use-paging.ts';
import { richText, text } from '../../texts/texts.ts';
import { eventText, outcomeText } from './event-texts.ts';

/** What was sent, with each try. */
export function DeliveryList() {
  const paging = usePaging();
  const deliveries = useQuery(deliveriesQuery(paging.limit, paging.cursor));
  return (
    <Paper component="section" aria-labelledby="deliveries-title" p={{ base: 'md', sm: 'lg' }}>
      <Title order={2} size="h3" id="deliveries-title" mb="md">
        {text('notifications.deliveries')}
      </Title>
      {deliveries.isPending && <LoadingRows rows={4} label={text('notifications.deliveries.loading')} />}
      {deliveries.data === undefined && deliveries.isError && (
        <ErrorState
          title={text('notifications.deliveries.not-loaded')}
          error={deliveries.error}
          onRetry={() => void deliveries.refetch()}
        />
      )}
      {deliveries.data?.items.length === 0 && <Text c="dimmed">{text('notifications.deliveries.none')}</Text>}
      {deliveries.data !== undefined && deliveries.data.items.length > 0 && (
        <>
          <DataTable
            caption={text('notifications.deliveries')}
            columns={deliveryColumns()}
            rows={deliveries.data.items}
            rowKey={(item) => item.id}
            stale={deliveries.isPlaceholderData}
          />
          <Pager paging={paging} next={deliveries.data.next} label={text('notifications.deliveries.pages')} />
        </>
      )}
    </Paper>
  );
}

function deliveryColumns(): readonly DataColumn<DeliveryView>[] {
  return [
    {
      key: 'when',
      title: text('notifications.delivery.when'),
      render: ({ createdAt }) => <StackedTime instant={createdAt} />,
    },
    {
      key: 'event',
      title: text('notifications.delivery.event'),
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
      title: text('notifications.delivery.to'),
      wide: true,
      render: ({ channel, recipient }) => (
        <span className="lms-any-text">
          {channel === 'email' ? text('notifications.delivery.to-e-mail', { address: recipient }) : recipient}
        </span>
      ),
    },
    { key: 'status', title: text('notifications.delivery.status'), render: (item) => <Status item={item} /> },
    {
      key: 'attempts',
      title: text('notifications.delivery.tries'),
      wide: true,
      render: (item) => <Attempts item={item} />,
    },
    {
      key: 'actions',
      title: text('notifications.delivery.actions'),
      render: (item) => <SendAgain item={item} />,
    },
  ];
}

function Status({ item: { status, nextAttemptAt, attempts } }: { readonly item: DeliveryView }) {
  if (status === 'delivered') return <Pill tone="good">{text('notifications.delivery.delivered')}</Pill>;
  if (status === 'failed') return <Pill tone="bad">{text('notifications.delivery.failed')}</Pill>;
  const state =
    nextAttemptAt === null ? 'waits-while-paused' : attempts.length === 0 ? 'on-its-way' : 'tried-again';
  return (
    <>
      <Pill tone={attempts.length === 0 ? 'info' : 'warning'}>{text(`notifications.delivery.${state}`)}</Pill>
      {nextAttemptAt !== null && attempts.length > 0 && (
        <Text size="xs" c="dimmed">
          {richText('notifications.delivery.next-try', { time: () => <Time instant={nextAttemptAt} /> })}
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
        {attempts.map((attempt) => (
          <li key={attempt.at}>
            <Attempt attempt={attempt} />
          </li>
        ))}
      </ol>
    </details>
  );
}

function Attempt({
  attempt: { at, milliseconds, status, error },
}: {
  readonly attempt: DeliveryView['attempts'][number];
}) {
  const time = () => <Time instant={at} />;
  const outcome = outcomeText(error);
  return status === null
    ? richText('notifications.attempt', { time }, { outcome, milliseconds })
    : richText('notifications.attempt-with-status', { time }, { outcome, status, milliseconds });
}

function SendAgain({ item }: { readonly item: DeliveryView }) {
  const client = useQueryClient();
  const again = useMutation({
    mutationFn: () => sendAgain(item.id),
    onError: (error) =>
      notifications.show({
        color: 'red',
        title: text('notifications.send-again.failed'),
        message: describeError(error),
      }),
    onSettled: () => refreshDeliveries(client),
  });
  return (
    <Button size="xs" variant="default" loading={again.isPending} onClick={() => again.mutate()}>
      {richText(
        item.status === 'pending' ? 'notifications.send-now' : 'notifications.send-again',
        { hidden },
        { event: eventText(item.type), recipient: item.recipient },
      )}
    </Button>
  );
}
