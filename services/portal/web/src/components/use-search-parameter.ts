import { useDebouncedValue } from '@mantine/hooks';
import { useSearchParams } from 'react-router';
import { withCursor } from './use-paging.ts';

/** Long enough not to ask for every letter, short enough to feel immediate. */
const TYPING_MS = 300;

/** A text that is searched for, kept in the address: as it is typed, as it is asked for, and how it is changed. */
export function useSearchParameter(
  name: string,
): readonly [typed: string, asked: string, change: (value: string) => void] {
  const [parameters, setParameters] = useSearchParams();
  const typed = parameters.get(name) ?? '';
  const [asked] = useDebouncedValue(typed.trim(), TYPING_MS);
  const change = (value: string): void => {
    setParameters(
      (now) => {
        const changed = withCursor(now, null);
        if (value === '') changed.delete(name);
        else changed.set(name, value);
        return changed;
      },
      { replace: true },
    );
  };
  return [typed, asked, change];
}
