import { CloseButton, TextInput } from '@mantine/core';
import { text } from '../texts/texts.ts';
import { SearchIcon } from './icons.tsx';

export function SearchField({
  label,
  placeholder,
  value,
  onChange,
}: {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  return (
    <TextInput
      aria-label={label}
      placeholder={placeholder}
      type="search"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      leftSection={<SearchIcon size={16} />}
      rightSection={
        value === '' ? null : (
          <CloseButton size="sm" aria-label={text('components.clear-search')} onClick={() => onChange('')} />
        )
      }
      maxLength={200}
    />
  );
}
