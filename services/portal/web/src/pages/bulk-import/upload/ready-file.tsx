import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { formatBytes } from '../../../components/format.ts';
import { Warnings } from '../../../components/warnings.tsx';
import { CourseTypeChoices } from '../../../import-settings/course-type-choices.tsx';
import { encodingName } from '../../../import-settings/encoding-name.ts';
import { FileColumns } from '../../../import-settings/file-columns.tsx';
import { openQuestions } from '../../../import-settings/open-questions.ts';
import { Questions } from '../../../import-settings/questions.tsx';
import { SavedMappingOffer } from '../../../import-settings/saved-mapping-offer.tsx';
import { SettingsForm } from '../../../import-settings/settings-form.tsx';
import { text } from '../../../texts/texts.ts';
import { hasMapping } from '../../../uploads/settings-change.ts';
import type { ReadyUpload } from '../../../uploads/upload-state.ts';
import { useUploads } from '../../../uploads/uploads-context.tsx';
import { useMaxFileBytes } from '../../../uploads/use-max-file-bytes.ts';
import { EarlierImport } from './earlier-import.tsx';
import { FileLine } from './file-line.tsx';

/**
 * A file that can be uploaded: what it is, to be confirmed, since records get overwritten; and what has to be answered
 * before. The buttons stand before its columns, of which there may be many.
 */
export function ReadyFile({ upload }: { readonly upload: ReadyUpload }) {
  const { uploads, settings } = useUploads();
  const maxBytes = useMaxFileBytes();
  const [isEdited, setEdited] = useState(hasMapping(settings));
  const { file, check, reading, earlier } = upload;
  const { inspection, type } = check;
  const questions = openQuestions(inspection, settings);
  const form = {
    inspection,
    settings,
    onChange: (change: Parameters<typeof uploads.change>[0]) => uploads.change(change, maxBytes),
  };
  return (
    <Stack gap="md" aria-busy={reading}>
      <FileLine name={file.name}>{describeFile(upload, settings.type !== undefined)}</FileLine>
      <SavedMappingOffer
        inspection={inspection}
        settings={settings}
        disabled={false}
        onTake={(mapping) => uploads.takeMapping(mapping, maxBytes)}
      />
      <Questions questions={questions} settings={settings} onChange={form.onChange} />
      {earlier && (
        <EarlierImport
          item={earlier}
          onAccept={() => form.onChange({ accept: [...(settings.accept ?? []), 'same-file'] })}
        />
      )}
      <Warnings warnings={inspection.warnings} />
      {!isEdited && <CourseTypeChoices {...form} />}
      <UploadActions
        type={type}
        disabled={reading || questions.length > 0 || earlier !== undefined}
        isEdited={isEdited}
        onEdit={() => setEdited(!isEdited)}
      />
      {isEdited ? <SettingsForm {...form} /> : <FileColumns inspection={inspection} />}
    </Stack>
  );
}

interface UploadActionsProps {
  readonly type: ReadyUpload['check']['type'];
  readonly disabled: boolean;
  readonly isEdited: boolean;
  readonly onEdit: () => void;
}

function UploadActions({ type, disabled, isEdited, onEdit }: UploadActionsProps) {
  const { uploads } = useUploads();
  return (
    <div>
      <Group gap="sm">
        <Button onClick={() => uploads.send('check')} disabled={disabled}>
          {text('upload.check')}
        </Button>
        <Button variant="default" onClick={() => uploads.send('import')} disabled={disabled}>
          {text('upload.import-unchecked', { type })}
        </Button>
        <Button variant="default" onClick={onEdit} aria-expanded={isEdited}>
          {text(isEdited ? 'upload.hide-settings' : 'upload.change-settings')}
        </Button>
        <Button variant="default" onClick={uploads.discard}>
          {text('upload.remove')}
        </Button>
      </Group>
      <Text size="sm" c="dimmed" mt={6}>
        {text('upload.check-explained')}
      </Text>
    </div>
  );
}

function describeFile({ file, check }: ReadyUpload, isChosen: boolean): string {
  const { rows, encoding, dates } = check.inspection;
  const parts = [
    text('upload.ready-type', { type: check.type, chosen: isChosen ? 'yes' : 'no' }),
    formatBytes(file.size),
    text('components.rows', { count: rows }),
    encodingName(encoding.used),
    ...(dates.columns.some(({ values }) => values > 0)
      ? [text('upload.ready-dates', { format: dates.used })]
      : []),
  ];
  return parts.join(' · ');
}
