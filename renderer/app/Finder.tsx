import { Spotlight, type SpotlightActionGroupData, type SpotlightStore } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';

interface FinderProps {
  /** Opens and closes it; the program's one unless told. */
  readonly store?: SpotlightStore;
  readonly label: string;
  readonly placeholder: string;
  readonly groups: readonly SpotlightActionGroupData[];
  onOpen(): void;
}

/** A field over the page with what fits the words typed into it, by groups. */
export function Finder({ store, label, placeholder, groups, onOpen }: FinderProps) {
  return (
    <Spotlight
      {...(store && { store })}
      actions={[...groups]}
      onSpotlightOpen={onOpen}
      shortcut={null}
      limit={60}
      overlayProps={{ backgroundOpacity: 0.4, blur: 0 }}
      scrollable
      centered={false}
      attributes={{ content: { 'aria-label': label } }}
      maxHeight={420}
      nothingFound="No matches."
      searchProps={{
        'aria-label': label,
        placeholder,
        leftSection: <IconSearch size={18} stroke={1.5} />,
      }}
    />
  );
}
