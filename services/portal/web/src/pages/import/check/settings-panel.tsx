import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQueries, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { Inspection } from '#shared/csv/inspection/inspection.ts';
import { inspectionQuery, settingsQuery } from '../../../api/check.ts';
import { ApiProblem } from '../../../api/client.ts';
import { checkAgain, refreshImport, showChanged } from '../../../api/imports.ts';
import { mappingSettings } from '../../../api/mappings.ts';
import type { ImportSettings, ImportView } from '../../../api/types.ts';
import { announce } from '../../../components/live-region.tsx';
import { namedFile } from '../../../components/named-file.ts';
import { ErrorState, LoadingRows } from '../../../components/states.tsx';
import { useFocusKept } from '../../../components/use-focus-kept.ts';
import { chosenColumns, typeOf } from '../../../import-settings/column-choices.ts';
import { openQuestions } from '../../../import-settings/open-questions.ts';
import { Questions } from '../../../import-settings/questions.tsx';
import { ReadingOptions } from '../../../import-settings/reading-options.tsx';
import { describeMissing } from '../../../import-settings/same-for-every-row.tsx';
import { SavedMappingOffer } from '../../../import-settings/saved-mapping-offer.tsx';
import { SettingsForm } from '../../../import-settings/settings-form.tsx';
import { text } from '../../../texts/texts.ts';
import { changeSettings, type SettingsChange } from '../../../uploads/settings-change.ts';

interface SettingsPanelProps {
  readonly item: ImportView;
  readonly onDone: () => void;
  readonly onDiscard: () => void;
}

/** The settings of an import that was not applied, to be changed; with them it is checked again. */
export function SettingsPanel({ item, onDone, onDiscard }: SettingsPanelProps) {
  const [inspection, settings] = useQueries({ queries: [inspectionQuery(item), settingsQuery(item)] });
  if (inspection.isPending || settings.isPending)
    return <LoadingRows label={text('check.loading-settings')} />;
  if (inspection.data === undefined || settings.data === undefined) {
    return (
      <ErrorState
        title={text('check.settings-not-loaded')}
        error={inspection.error ?? settings.error}
        onRetry={() => void Promise.all([inspection.refetch(), settings.refetch()])}
      />
    );
  }
  return (
    <Panel
      key={item.lastUpdated}
      item={item}
      inspection={inspection.data}
      saved={settings.data}
      onDone={onDone}
      onDiscard={onDiscard}
    />
  );
}

interface PanelProps extends SettingsPanelProps {
  readonly inspection: Inspection;
  readonly saved: ImportSettings;
}

function Panel({ item, inspection, saved, onDone, onDiscard }: PanelProps) {
  const [settings, setSettings] = useState(saved);
  const area = useRef<HTMLElement>(null);
  const onChange = (change: SettingsChange) => setSettings(changeSettings(settings, change));
  const questions = openQuestions(inspection, settings);
  useFocusKept(area, questions.map(({ code }) => code).join());
  const { fits, missing } = chosenColumns(inspection, settings);
  const isKnown = typeOf(inspection, settings) !== undefined && fits;
  return (
    <Paper component="section" aria-labelledby="settings-title" ref={area} tabIndex={-1}>
      <Stack gap="md">
        <Title order={2} size="h3" id="settings-title">
          {text(item.status === 'Needs settings' ? 'check.settings-question' : 'check.settings')}
        </Title>
        <Questions questions={questions} settings={settings} onChange={onChange} />
        <SavedMappingOffer
          inspection={inspection}
          settings={settings}
          disabled={false}
          onTake={(mapping) => onChange(mappingSettings(mapping))}
        />
        <ReadingOptions settings={settings} onChange={onChange} />
        <SettingsForm inspection={inspection} settings={settings} onChange={onChange} />
        <PanelActions
          item={item}
          settings={settings}
          isReady={isKnown && questions.length === 0}
          missing={describeMissing(missing)}
          onDone={onDone}
          onDiscard={onDiscard}
        />
      </Stack>
    </Paper>
  );
}

interface PanelActionsProps extends SettingsPanelProps {
  readonly settings: ImportSettings;
  /** Whether nothing is left to be answered. */
  readonly isReady: boolean;
  /** The columns that are still needed. */
  readonly missing: string;
}

function PanelActions({ item, settings, isReady, missing, onDone, onDiscard }: PanelActionsProps) {
  const client = useQueryClient();
  const again = useMutation({
    mutationFn: () => checkAgain(item, settings),
    onSuccess: (answer) => {
      announce(
        answer.status === 'Needs settings'
          ? text('check.announced-questions')
          : text('check.announced-check', namedFile(answer)),
      );
      onDone();
      showChanged(client, answer);
    },
    onError: (error) => {
      if (error instanceof ApiProblem && (error.status === 409 || error.status === 404))
        return refreshImport(client, item);
      return undefined;
    },
  });
  const isFirst = item.status === 'Needs settings';
  return (
    <>
      {again.isError && <ErrorState title={text('check.not-checked')} error={again.error} />}
      {!isReady && (
        <Text size="sm" c="dimmed">
          {missing === ''
            ? text('check.still-to-answer')
            : text('check.columns-needed', { columns: missing })}
        </Text>
      )}
      <Group gap="sm">
        <Button disabled={!isReady} loading={again.isPending} onClick={() => again.mutate()}>
          {text(isFirst ? 'check.check' : 'check.check-again')}
        </Button>
        {!isFirst && (
          <Button variant="default" onClick={onDone}>
            {text('check.leave-settings')}
          </Button>
        )}
        <Button variant="default" onClick={onDiscard}>
          {text('check.discard')}
        </Button>
      </Group>
    </>
  );
}
