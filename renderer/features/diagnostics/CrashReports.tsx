import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { bridge } from '#bridge/bridge.ts';
import { useCommand } from '#bridge/use-command.ts';
import { useNews } from '#bridge/use-news.ts';
import type { KeptCrash } from '#contract/commands/desktop-upkeep.ts';
import { labelCrashedPart } from '#core/diagnostics/crash-report.ts';
import { formatTime } from '#core/words/figures/format-time.ts';
import { CodeBlock } from '#ui/CodeBlock.tsx';
import { copyText } from '#ui/clipboard.ts';
import { DataTable } from '#ui/DataTable.tsx';
import { noticeFailure } from '#ui/notices.ts';
import { Section } from '#ui/Section.tsx';

/** What is left of crashes, to be read before it is handed on. */
export function CrashReports() {
  const { value: reports, refresh } = useCommand('desktop.crashes', {});
  const [shown, setShown] = useState<string | null>(null);
  useNews((news) => {
    if (news.kind === 'crashed' || news.kind === 'engineRestarted') refresh();
  });
  const show = ({ id }: KeptCrash) =>
    void bridge.call('desktop.crash', { id }).then(
      ({ text }) => setShown(text),
      (cause: unknown) => noticeFailure('The report could not be read', cause),
    );
  if (!reports) return null;
  return (
    <Section
      title="Crash reports"
      note="No secrets, no output of hosts, no commands and no text of releases are in them."
    >
      {reports.length === 0 ? (
        <Text size="sm">None.</Text>
      ) : (
        <DataTable
          label="Crash reports"
          rows={reports}
          keyOf={({ id }) => id}
          columns={[
            { key: 'at', title: 'When', cell: ({ at }) => formatTime(at) },
            { key: 'part', title: 'What crashed', cell: ({ part }) => labelCrashedPart(part) },
            {
              key: 'show',
              title: 'Actions',
              unseen: true,
              cell: (report) => (
                <Button size="compact-sm" variant="subtle" onClick={() => show(report)}>
                  Read report
                </Button>
              ),
            },
          ]}
        />
      )}
      {shown !== null && <Report text={shown} onClose={() => setShown(null)} />}
    </Section>
  );
}

function Report({ text, onClose }: { readonly text: string; readonly onClose: () => void }) {
  const copy = () => copyText(text, 'Report copied');
  return (
    <Modal
      opened
      onClose={onClose}
      title="Crash report"
      size="xl"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack gap="md">
        <CodeBlock text={text} maxLines={24} label="Text of the report" />
        <Group justify="flex-end">
          <Button variant="default" onClick={copy}>
            Copy report
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
