import { Autocomplete, type AutocompleteProps } from '@mantine/core';
import { useMemo } from 'react';
import { useRaw } from '../release-context.ts';
import { recordOf, textsOf } from '../text/raw.ts';

/** A selector; names and tags of the release's hosts are offered for its last word. */
export function HostsField(props: Omit<AutocompleteProps, 'data'>) {
  const names = useHostWords();
  const value = props.value ?? '';
  const [, before = '', word = ''] = /^(.*?)([^\s()]*)$/s.exec(value) ?? [];
  const data = word === '' && before !== '' ? [] : names.map((name) => `${before}${name}`);
  return <Autocomplete {...props} data={data} limit={8} comboboxProps={{ withinPortal: true }} />;
}

/** Tags first, since steps mostly name those. */
function useHostWords(): readonly string[] {
  const environments = useRaw(['environments']);
  return useMemo(() => {
    const hosts = Object.values(recordOf(environments)).flatMap((environment) =>
      Object.entries(recordOf(recordOf(environment)['hosts'])),
    );
    const tags = hosts.flatMap(([, host]) => textsOf(recordOf(host)['tags']));
    return [...new Set([...tags, ...hosts.map(([name]) => name)])];
  }, [environments]);
}
