import { PageHeader } from '../../components/page-header.tsx';
import { text } from '../../texts/texts.ts';
import { DeliveryList } from './delivery-list.tsx';
import { WebhookSection } from './webhook-section.tsx';

/** Where else than on pages people and programs are told, and what became of it. */
export function NotificationsPage() {
  return (
    <>
      <PageHeader title={text('notifications.title')} description={text('notifications.description')} />
      <WebhookSection />
      <DeliveryList />
    </>
  );
}
