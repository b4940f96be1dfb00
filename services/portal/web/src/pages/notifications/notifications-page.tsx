import { PageHeader } from '../../components/page-header.tsx';
import { DeliveryList } from './delivery-list.tsx';
import { WebhookSection } from './webhook-section.tsx';

/** Where else than on pages people and programs are told, and what became of it. */
export function NotificationsPage() {
  return (
    <>
      <PageHeader
        title="Notifications"
        description="Your programs that get an event when an import ends, and everything that was sent to them or by e-mail in the last 30 days."
      />
      <WebhookSection />
      <DeliveryList />
    </>
  );
}
