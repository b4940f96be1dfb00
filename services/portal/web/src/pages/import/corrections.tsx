import { Anchor, Text } from '@mantine/core';
import { Link } from 'react-router';
import type { ImportView } from '../../api/types.ts';
import { importPath } from '../../app/paths.ts';

/** The way between an import and the one that imports its corrected error file. */
export function Corrections({ item: { corrects, correctedBy } }: { readonly item: ImportView }) {
  if (corrects === null && correctedBy === null) return null;
  return (
    <Text size="sm">
      {corrects !== null && (
        <>
          Made of the error file of{' '}
          <Anchor component={Link} to={importPath(corrects)} inherit underline="always">
            an earlier import
          </Anchor>
          , and read by its settings.{' '}
        </>
      )}
      {correctedBy !== null && (
        <>
          Its error file was corrected and{' '}
          <Anchor component={Link} to={importPath(correctedBy)} inherit underline="always">
            uploaded again
          </Anchor>
          .
        </>
      )}
    </Text>
  );
}
