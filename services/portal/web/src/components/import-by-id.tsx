import { Anchor } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import { importQuery } from '../api/imports.ts';
import { importPath } from '../app/paths.ts';
import { text } from '../texts/texts.ts';
import { importTitle } from './import-title.ts';

/** A link to an import of which only the id is known, by its name as soon as that has come. */
export function ImportById({ id }: { readonly id: string }) {
  const { data } = useQuery({ ...importQuery(useQueryClient(), id), staleTime: 60_000 });
  return (
    <Anchor component={Link} to={importPath(id)} inherit underline="always" className="lms-any-text">
      {data === undefined ? text('components.import') : importTitle(data)}
    </Anchor>
  );
}
