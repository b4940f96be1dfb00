import { Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { checkQuery } from '../../../api/check.ts';
import type { ImportView } from '../../../api/types.ts';
import { StatusPill } from '../../../components/import-status-cell.tsx';
import { ErrorState, LoadingRows } from '../../../components/states.tsx';
import { useFocusKept } from '../../../components/use-focus-kept.ts';
import { Warnings } from '../../../components/warnings.tsx';
import { text } from '../../../texts/texts.ts';
import { UsedSettings } from '../used-settings.tsx';
import { ChangedRecords } from './changed-records.tsx';
import { CheckActions } from './check-actions.tsx';
import { Checking } from './checking.tsx';
import { DiscardDialog } from './discard-dialog.tsx';
import { FailingRows } from './failing-rows.tsx';
import { Findings } from './findings.tsx';
import { SettingsPanel } from './settings-panel.tsx';
import { useSettingsShown } from './use-settings-shown.ts';

/** An import that was not applied: what it would do, and what can be done about it. */
export function CheckContent({ item }: { readonly item: ImportView }) {
  const [isEdited, showSettings] = useSettingsShown();
  const [asking, dialog] = useDisclosure(false);
  const area = useRef<HTMLDivElement>(null);
  useFocusKept(area, `${item.status} ${isEdited}`);
  const showsSettings = item.status === 'Needs settings' || isEdited;
  return (
    <Stack gap="lg" ref={area} tabIndex={-1} style={{ outline: 'none' }}>
      <div>
        <StatusPill status={item.status} />
      </div>
      <Warnings warnings={item.status === 'Checking' ? [] : item.warnings} />
      {item.status === 'Checking' && <Checking item={item} onDiscard={dialog.open} />}
      {item.status !== 'Checking' && showsSettings && (
        <SettingsPanel item={item} onDone={() => showSettings(false)} onDiscard={dialog.open} />
      )}
      {item.status !== 'Checking' && !showsSettings && (
        <>
          <Outcome item={item} onEdit={() => showSettings(true)} onDiscard={dialog.open} />
          <UsedSettings item={item} />
        </>
      )}
      {/* Here, so that it stays open when the check ends meanwhile. */}
      <DiscardDialog item={item} opened={asking} onClose={dialog.close} />
    </Stack>
  );
}

interface OutcomeProps {
  readonly item: ImportView;
  readonly onEdit: () => void;
  readonly onDiscard: () => void;
}

function Outcome({ item, onEdit, onDiscard }: OutcomeProps) {
  const query = useQuery(checkQuery(item));
  if (query.isPending) return <LoadingRows label={text('check.loading')} />;
  if (query.data === undefined) {
    return (
      <ErrorState title={text('check.not-loaded')} error={query.error} onRetry={() => void query.refetch()} />
    );
  }
  return (
    <>
      <Findings item={item} check={query.data} />
      <CheckActions item={item} check={query.data} onEdit={onEdit} onDiscard={onDiscard} />
      <FailingRows item={item} check={query.data} />
      <ChangedRecords check={query.data} type={item.type} />
    </>
  );
}
