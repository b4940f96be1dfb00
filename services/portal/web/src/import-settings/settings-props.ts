import type { Inspection } from '#shared/csv/inspection/inspection.ts';
import type { ImportSettings } from '../api/types.ts';
import type { SettingsChange } from '../uploads/settings-change.ts';

/** What the parts of a form of settings are given. */
export interface SettingsProps {
  /** the file as it was read last */
  readonly inspection: Inspection;
  /** what is chosen, which the file may not have been read by yet */
  readonly settings: ImportSettings;
  readonly disabled?: boolean;
  readonly onChange: (change: SettingsChange) => void;
}
