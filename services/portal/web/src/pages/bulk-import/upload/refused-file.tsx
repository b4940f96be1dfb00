import { Button, Group, Stack, Text } from '@mantine/core';
import { titleIn } from '#shared/csv/column-texts.ts';
import { WarningIcon } from '../../../components/icons.tsx';
import { Notice } from '../../../components/notice.tsx';
import { Pill } from '../../../components/pill.tsx';
import { openQuestions } from '../../../import-settings/open-questions.ts';
import { Questions } from '../../../import-settings/questions.tsx';
import { SavedMappingOffer } from '../../../import-settings/saved-mapping-offer.tsx';
import { SettingsForm } from '../../../import-settings/settings-form.tsx';
import { currentLanguage, text } from '../../../texts/texts.ts';
import type { FileRefusal } from '../../../uploads/file-check.ts';
import { describeRefusal } from '../../../uploads/refusal-text.ts';
import type { SettingsChange } from '../../../uploads/settings-change.ts';
import type { RefusedUpload } from '../../../uploads/upload-state.ts';
import { useUploads } from '../../../uploads/uploads-context.tsx';
import { useMaxFileBytes } from '../../../uploads/use-max-file-bytes.ts';
import { useChooseFile } from './choose-file-context.ts';
import { FileLine } from './file-line.tsx';

/** Why a file was not taken, and what to do about it: where only its columns are not known, to say what they are. */
export function RefusedFile({ upload }: { readonly upload: RefusedUpload }) {
  const { fileName, refusal, reading } = upload;
  return (
    <Stack gap="md" aria-busy={reading}>
      <Refusal fileName={fileName} refusal={refusal} />
      {refusal.hasErrorsColumn && <ErrorFile />}
      {refusal.inspection && refusal.code !== 'duplicate-column' && (
        <Mapping inspection={refusal.inspection} />
      )}
    </Stack>
  );
}

function Refusal({ fileName, refusal }: { readonly fileName: string; readonly refusal: FileRefusal }) {
  const { uploads } = useUploads();
  const maxBytes = useMaxFileBytes();
  const chooseFile = useChooseFile();
  const { title, advice } = describeRefusal(refusal, maxBytes);
  const { looksLike } = refusal;
  return (
    <Stack gap="md" role="alert">
      <FileLine name={title} tone="bad" icon={<WarningIcon size={24} />}>
        <span className="lms-any-text">{fileName}</span>
      </FileLine>
      <Text size="sm">{advice}</Text>
      {refusal.columns && refusal.columns.length > 0 && (
        <Group gap="xs" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
          {refusal.columns.map((column) => (
            <li key={column}>
              <Pill tone="bad">{titleIn(column, currentLanguage())}</Pill>
            </li>
          ))}
        </Group>
      )}
      <Group gap="sm">
        <Button onClick={chooseFile}>{text('upload.choose-another')}</Button>
        {looksLike && (
          <Button variant="default" onClick={() => uploads.change({ type: looksLike }, maxBytes)}>
            {text('upload.import-as', { type: looksLike })}
          </Button>
        )}
        <Button variant="default" onClick={uploads.discard}>
          {text('upload.dismiss')}
        </Button>
      </Group>
    </Stack>
  );
}

/** The LMS knows the columns of the file that an error file comes from. */
function ErrorFile() {
  const { uploads } = useUploads();
  return (
    <Notice tone="info" title={text('upload.error-file-question')}>
      <Text size="sm" mb="xs">
        {text('upload.error-file-answer')}
      </Text>
      <Button size="xs" variant="default" onClick={() => uploads.send('check')}>
        {text('upload.check-as-error-file')}
      </Button>
    </Notice>
  );
}

/** The columns of a file with other titles than the template's, to be chosen. */
function Mapping({ inspection }: { readonly inspection: NonNullable<FileRefusal['inspection']> }) {
  const { uploads, settings } = useUploads();
  const maxBytes = useMaxFileBytes();
  const onChange = (change: SettingsChange) => uploads.change(change, maxBytes);
  const questions = openQuestions(inspection, settings).filter(({ code }) => code === 'unknown-type');
  return (
    <>
      <SavedMappingOffer
        inspection={inspection}
        settings={settings}
        disabled={false}
        onTake={(mapping) => uploads.takeMapping(mapping, maxBytes)}
      />
      <Questions questions={questions} settings={settings} onChange={onChange} />
      <SettingsForm inspection={inspection} settings={settings} onChange={onChange} />
    </>
  );
}
