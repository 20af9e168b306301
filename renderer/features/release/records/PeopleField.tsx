import { Autocomplete, type AutocompleteProps } from '@mantine/core';
import { useMemo } from 'react';
import { useRaw } from '../release-context.ts';
import { listOf, recordOf, textOf, textsOf } from '../text/raw.ts';

/** A person or role of the release, by what the file calls them. */
export function PeopleField(props: Omit<AutocompleteProps, 'data'>) {
  return <Autocomplete {...props} data={useWhoWords()} limit={12} comboboxProps={{ withinPortal: true }} />;
}

/** Ids of the release's people, and their roles. */
function useWhoWords(): readonly string[] {
  const raw = useRaw(['release', 'people']);
  return useMemo(() => {
    const people = listOf(raw).map(recordOf);
    const ids = people.map((person) => textOf(person['id']));
    const roles = people.flatMap((person) => textsOf(person['roles']));
    return [...new Set([...ids, ...roles])].filter(Boolean);
  }, [raw]);
}
