import { Anchor, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { ImportView } from '../../api/types.ts';
import { importPath } from '../../app/paths.ts';
import { richText } from '../../texts/texts.ts';

/** The way between an import and the one that imports its corrected error file. */
export function Corrections({ item: { corrects, correctedBy } }: { readonly item: ImportView }) {
  if (corrects === null && correctedBy === null) return null;
  return (
    <Text size="sm">
      {corrects !== null && richText('import.corrects', { link: linkTo(corrects) })}{' '}
      {correctedBy !== null && richText('import.corrected-by', { link: linkTo(correctedBy) })}
    </Text>
  );
}

function linkTo(id: string): (parts: ReactNode) => ReactNode {
  return (parts) => (
    <Anchor component={Link} to={importPath(id)} inherit underline="always">
      {parts}
    </Anchor>
  );
}
