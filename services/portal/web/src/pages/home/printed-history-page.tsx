import { PATHS } from '../../app/paths.ts';
import { useSession } from '../../frame/session-context.ts';
import { PrintedHistory } from '../../training/printed-history.tsx';

/** The own training history as a document. */
export function PrintedHistoryPage() {
  const { name, subject } = useSession();
  return <PrintedHistory name={name} description={subject} back={PATHS.myTrainingHistory} />;
}
