import { ActionIcon, Alert, Button, Checkbox, Group, SegmentedControl, Text, TextInput } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconCopy, IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { noticeFailure } from '#ui/notices.ts';
import { OutputLines } from '#ui/output/OutputLines.tsx';
import { readRows, textOf } from '#ui/output/output-text.ts';
import { endOf, wholeLines } from '#ui/output/output-window.ts';
import { sayBytes } from '../wording.ts';
import classes from './cockpit.module.css';
import { useCockpit, useOutput } from './cockpit-context.ts';
import type { Stream } from './output-reader.ts';
import { useShortcuts } from './use-shortcuts.ts';

/** Most text that is put on the clipboard at once. */
const COPY_LIMIT = 1024 * 1024;

export function OutputPanel() {
  const { bridge } = useCockpit();
  const { place, window, follows, failure, found, setFollows, earlier, later } = useOutput((store) => store);
  const [wraps, setWraps] = useState(false);
  const [raw, setRaw] = useState(false);
  const rows = useMemo(() => {
    const { from, bytes } = wholeLines(window);
    return readRows(bytes, { from, raw });
  }, [window, raw]);
  const copy = (): void => {
    bridge
      .call('desktop.copy', { text: rows.map(textOf).join('\n').slice(0, COPY_LIMIT) })
      .catch((cause: unknown) => noticeFailure('Not copied', cause));
  };
  const searchField = useRef<HTMLInputElement>(null);
  useShortcuts({
    f: () => void setFollows(!follows),
    w: () => setWraps(!wraps),
    '/': () => searchField.current?.focus(),
  });
  const hit = found?.hits[found.at];
  return (
    <div className={classes['output']}>
      <Group className={classes['outputBar']} gap="sm" wrap="nowrap">
        <Streams />
        <Checkbox
          size="xs"
          label="Follow"
          title="Keep the newest lines in view"
          checked={follows}
          onChange={() => void setFollows(!follows)}
        />
        <Checkbox size="xs" label="Wrap" checked={wraps} onChange={() => setWraps(!wraps)} />
        <Checkbox
          size="xs"
          label="Raw"
          title="Show colours and carriage returns as characters"
          checked={raw}
          onChange={() => setRaw(!raw)}
        />
        <OutputSearch field={searchField} />
        <ActionIcon
          variant="default"
          aria-label="Copy the lines shown"
          title="Copy the lines shown"
          onClick={copy}
        >
          <IconCopy size={16} />
        </ActionIcon>
      </Group>
      {failure ? (
        <Alert color="red" variant="light" m="xs">
          {failure}
        </Alert>
      ) : null}
      <WindowBar />
      <div className={classes['outputLines']}>
        {rows.length === 0 ? (
          <Text p="md" size="sm" c="dimmed">
            Nothing printed on {place?.stream === 'stderr' ? 'standard error' : 'standard output'}{' '}
            {window.total === 0 ? 'yet' : 'here'}.
          </Text>
        ) : (
          <OutputLines
            key={place === null ? '' : [place.step, place.host, place.attempt, place.stream, raw].join('\n')}
            label={`Output, ${place?.stream ?? ''}`}
            rows={rows}
            follows={follows}
            wraps={wraps}
            hit={hit && found ? { offset: hit.offset, text: found.text } : null}
            hasEarlier={window.from > 0}
            hasLater={endOf(window) < window.total}
            onLeaveEnd={() => (follows ? void setFollows(false) : undefined)}
            onEarlier={() => void earlier()}
            onLater={() => void later()}
          />
        )}
      </div>
    </div>
  );
}

function Streams() {
  const { place, totals, show } = useOutput((store) => store);
  const data = (['stdout', 'stderr'] as const).map((stream) => ({
    value: stream,
    label: `${stream} ${sayBytes(totals[stream])}`,
  }));
  return (
    <SegmentedControl
      aria-label="Stream"
      size="xs"
      data={data}
      value={place?.stream ?? 'stdout'}
      onChange={(stream) => void (place && show({ ...place, stream: stream as Stream }))}
    />
  );
}

/** Says which part of a long output is held, and leads to its ends. */
function WindowBar() {
  const { window, toStart, setFollows } = useOutput((store) => store);
  if (window.from === 0 && endOf(window) >= window.total) return null;
  return (
    <Group className={classes['windowBar']} gap="sm">
      <Text size="xs" c="dimmed" className={classes['tabular']}>
        {sayBytes(window.from)} to {sayBytes(endOf(window))} of {sayBytes(window.total)}
      </Text>
      <Button size="compact-xs" variant="subtle" onClick={() => void toStart()}>
        Beginning
      </Button>
      <Button size="compact-xs" variant="subtle" onClick={() => void setFollows(true)}>
        End
      </Button>
    </Group>
  );
}

function OutputSearch({ field }: { readonly field: React.RefObject<HTMLInputElement | null> }) {
  const { found, search, goToHit } = useOutput((store) => store);
  const [text, setText] = useState('');
  const at = found?.at ?? 0;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      setText('');
      void search('');
    }
    if (event.key === 'Enter')
      void (found?.text === text ? goToHit(at + (event.shiftKey ? -1 : 1)) : search(text));
  };
  const said =
    found === null ? '' : found.hits.length === 0 ? 'not found' : `${at + 1} of ${found.hits.length}`;
  return (
    <Group gap={4} wrap="nowrap" className={classes['search']}>
      <TextInput
        ref={field}
        aria-label="Search the output"
        placeholder="Search"
        size="xs"
        className={classes['searchField'] ?? ''}
        leftSection={<IconSearch size={14} />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <Text role="status" size="xs" c="dimmed" className={classes['said'] ?? ''}>
        {said}
      </Text>
      {found && found.hits.length > 0 ? (
        <>
          <ActionIcon variant="default" aria-label="Previous match" onClick={() => void goToHit(at - 1)}>
            <IconChevronUp size={16} />
          </ActionIcon>
          <ActionIcon variant="default" aria-label="Next match" onClick={() => void goToHit(at + 1)}>
            <IconChevronDown size={16} />
          </ActionIcon>
        </>
      ) : null}
    </Group>
  );
}
