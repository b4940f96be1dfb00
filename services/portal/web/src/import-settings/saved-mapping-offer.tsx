import { Button, Text } from '@mantine/core';
import { hashKey, useQuery } from '@tanstack/react-query';
import type { Inspection } from '#shared/csv/inspection/inspection.ts';
import { mappingSettings, mappingsForQuery } from '../api/mappings.ts';
import type { ImportSettings, SavedMapping } from '../api/types.ts';
import { Notice } from '../components/notice.tsx';
import { text } from '../texts/texts.ts';
import { changeSettings } from '../uploads/settings-change.ts';

/** Offers what was saved for files with these titles, unless it is chosen already. */
export function SavedMappingOffer({
  inspection,
  settings,
  disabled,
  onTake,
}: {
  readonly inspection: Inspection;
  readonly settings: ImportSettings;
  readonly disabled: boolean;
  readonly onTake: (mapping: SavedMapping) => void;
}) {
  const titles = inspection.columns.map(({ title }) => title);
  const mappings = useQuery(mappingsForQuery(titles)).data ?? [];
  return mappings
    .filter(
      (mapping) => hashKey([changeSettings(settings, mappingSettings(mapping))]) !== hashKey([settings]),
    )
    .slice(0, 3)
    .map((mapping) => (
      <Notice key={mapping.id} tone="info" title={text('import-settings.mapping-fits')}>
        <Text size="sm" mb="xs" className="lms-any-text">
          {text('import-settings.mapping-saved-for', { name: mapping.name })}
        </Text>
        <Button size="xs" variant="default" disabled={disabled} onClick={() => onTake(mapping)}>
          {text('import-settings.use-mapping')}
        </Button>
      </Notice>
    ));
}
