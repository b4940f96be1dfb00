import type { ImportView } from '../api/types.ts';

/** Who began an import: a person's name, with the username on hover, or a program's id. */
export function Initiator({
  item: { initiatedBy, initiatedByName },
}: {
  readonly item: Pick<ImportView, 'initiatedBy' | 'initiatedByName'>;
}) {
  return (
    <span className="lms-any-text" title={initiatedByName === null ? undefined : initiatedBy}>
      {initiatedByName ?? initiatedBy}
    </span>
  );
}
