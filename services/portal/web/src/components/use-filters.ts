import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';

/** Values by the names of the parameters; a filter that is not set is ''. */
export type FilterValues<Name extends string> = Readonly<Record<Name, string>>;

export interface Filters<Name extends string> {
  /** as the fields show them */
  readonly typed: FilterValues<Name>;
  /** as the address has them, a moment later: what the API is asked for */
  readonly asked: FilterValues<Name>;
  readonly set: (name: Name, value: string) => void;
  readonly clear: () => void;
}

/** Long enough not to ask for every letter, short enough to feel immediate. */
const TYPING_MS = 250;

/**
 * A list's filters, kept in the address so that going back, reloading and sharing a link work. What is typed is kept
 * here first: the address changes in the background, too late for a field that waits for it.
 */
export function useFilters<Name extends string>(names: readonly Name[]): Filters<Name> {
  const [parameters, setParameters] = useSearchParams();
  const asked = valuesOf(names, (name) => parameters.get(name) ?? '');
  const [typed, setTyped] = useState(asked);
  const latest = useRef(typed);
  const address = JSON.stringify(asked);
  const written = useRef(address);

  // The address was changed otherwise: by going back, or by a link.
  // biome-ignore lint/correctness/useExhaustiveDependencies: address stands for asked
  useEffect(() => {
    if (address === written.current) return;
    written.current = address;
    latest.current = asked;
    setTyped(asked);
  }, [address]);

  const write = useDebouncedCallback(() => {
    const values = valuesOf(names, (name) => latest.current[name].trim());
    written.current = JSON.stringify(values);
    setParameters(
      (now) => {
        const changed = new URLSearchParams(now);
        // The page of another search means nothing in this one.
        changed.delete('cursor');
        changed.delete('page');
        for (const name of names) {
          if (values[name] === '') changed.delete(name);
          else changed.set(name, values[name]);
        }
        return changed;
      },
      { replace: true },
    );
  }, TYPING_MS);

  const change = (values: FilterValues<Name>): void => {
    latest.current = values;
    setTyped(values);
    write();
  };
  return {
    typed,
    asked,
    set: (name, value) => change({ ...latest.current, [name]: value }),
    clear: () => {
      change(valuesOf(names, () => ''));
      // Nothing more is typed; later it would undo a step to the next page.
      write.flush();
    },
  };
}

export function isAnySet(values: FilterValues<string>): boolean {
  return Object.values(values).some((value) => value !== '');
}

function valuesOf<Name extends string>(
  names: readonly Name[],
  valueFor: (name: Name) => string,
): FilterValues<Name> {
  // Object.fromEntries forgets the names' type.
  return Object.fromEntries(names.map((name) => [name, valueFor(name)])) as FilterValues<Name>;
}
