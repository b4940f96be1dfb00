import { Button, Group, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ApiProblem } from '../api/client.ts';
import { type NewMapping, replaceMapping, saveMapping } from '../api/mappings.ts';
import { announce } from '../components/live-region.tsx';
import { describeError } from '../components/states.tsx';
import { text } from '../texts/texts.ts';
import { hasMapping } from '../uploads/settings-change.ts';
import type { SettingsProps } from './settings-props.ts';

/** Saves what was chosen about columns and values, for the next file with the same titles. */
export function SaveMapping({ inspection, settings, disabled = false }: Omit<SettingsProps, 'onChange'>) {
  const client = useQueryClient();
  const [name, setName] = useState('');
  const save = useMutation({
    mutationFn: ({ replaces, ...mapping }: NewMapping & { readonly replaces: boolean }) =>
      replaces ? replaceMapping(mapping) : saveMapping(mapping),
    onSuccess: async () => {
      announce(text('import-settings.announced-saved', { name }));
      await client.invalidateQueries({ queryKey: ['mappings'] });
    },
  });
  if (!hasMapping(settings)) return null;
  const titles = inspection.columns.map(({ title }) => title).filter((title) => title !== '');
  const submit = (replaces: boolean): void => save.mutate({ name, titles, settings, replaces });
  const isSaved = save.isSuccess && save.variables.settings === settings;
  const isTaken = save.error instanceof ApiProblem && save.error.code === 'name-taken';
  return (
    <form
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        submit(false);
      }}
    >
      <Group gap="sm" align="flex-end">
        <TextInput
          label={text('import-settings.save-choices')}
          placeholder={text('import-settings.mapping-name')}
          flex="1 1 16rem"
          value={name}
          maxLength={200}
          disabled={disabled}
          onChange={({ currentTarget: { value } }) => {
            setName(value);
            save.reset();
          }}
        />
        <Button
          type="submit"
          variant="default"
          loading={save.isPending}
          disabled={disabled || name.trim() === '' || isSaved}
        >
          {text('import-settings.save')}
        </Button>
        {isTaken && (
          <Button variant="default" loading={save.isPending} onClick={() => submit(true)}>
            {text('import-settings.replace-saved')}
          </Button>
        )}
      </Group>
      {isSaved && (
        <Text size="sm" mt={4}>
          {text('import-settings.saved')}
        </Text>
      )}
      {save.isError && (
        <Text size="sm" mt={4} role="alert">
          {describeError(save.error)}
        </Text>
      )}
    </form>
  );
}
