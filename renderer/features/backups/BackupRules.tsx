import { Button, Group, NumberInput, Stack, Switch, Text } from '@mantine/core';
import { bridge } from '#bridge/bridge.ts';
import type { BackupSettings } from '#core/library/backup.ts';
import { BACKUP_RANGES } from '#core/library/backup-schema.ts';
import { InlineCode } from '#ui/CodeBlock.tsx';
import { noticeFailure } from '#ui/notices.ts';
import { Section } from '#ui/Section.tsx';

interface RulesProps {
  readonly settings: BackupSettings;
  readonly onChange: () => void;
}

/** When backups are made, how many stay, and where. Kept with each change. */
export function BackupRules({ settings, onChange }: RulesProps) {
  const change = (part: Partial<BackupSettings>) =>
    void bridge
      .call('backups.configure', { ...settings, ...part })
      .then(onChange, (cause: unknown) => noticeFailure('The rule was not saved', cause));
  const choose = () =>
    void bridge.call('desktop.chooseBackupFolder', {}).then(
      (chosen) => chosen && change({ folder: chosen.path }),
      (cause: unknown) => noticeFailure('The folder was not saved', cause),
    );
  return (
    <Section
      title="Rules"
      note="The newest sound backup always stays. Copies from before an update and replaced libraries stay for 90 days."
    >
      <Stack gap="md">
        <Switch
          label="Back up when a run has ended"
          description="In the background. A run never waits for it."
          checked={settings.automatic}
          onChange={(event) => change({ automatic: event.currentTarget.checked })}
        />
        <Group gap="lg" align="flex-start">
          <Figure
            label="At most once in"
            suffix=" h"
            value={settings.everyHours}
            range={BACKUP_RANGES.everyHours}
            onChange={(everyHours) => change({ everyHours })}
          />
          <Figure
            label="Keep the newest"
            value={settings.keepNewest}
            range={BACKUP_RANGES.keepNewest}
            onChange={(keepNewest) => change({ keepNewest })}
          />
          <Figure
            label="Keep one a day for"
            suffix=" days"
            value={settings.keepDays}
            range={BACKUP_RANGES.keepDays}
            onChange={(keepDays) => change({ keepDays })}
          />
        </Group>
        <Group gap="xs">
          <Text size="sm">New backups go to</Text>
          {settings.folder === null ? (
            <Text size="sm">the library's folder</Text>
          ) : (
            <InlineCode>{settings.folder}</InlineCode>
          )}
          <Button variant="default" size="xs" onClick={choose}>
            Choose folder…
          </Button>
          {settings.folder !== null && (
            <Button variant="subtle" size="xs" onClick={() => change({ folder: null })}>
              Use the library's folder
            </Button>
          )}
        </Group>
        <Text size="sm" c="dimmed">
          A disk that fails takes the backups on it too. Choose a folder on another disk.
        </Text>
      </Stack>
    </Section>
  );
}

interface FigureProps {
  readonly label: string;
  readonly value: number;
  readonly range: readonly [least: number, most: number];
  readonly suffix?: string;
  readonly onChange: (value: number) => void;
}

/** Kept when the field is left, within its range. */
function Figure({ label, value, range: [min, max], suffix, onChange }: FigureProps) {
  return (
    <NumberInput
      key={value}
      label={label}
      w={160}
      min={min}
      max={max}
      clampBehavior="blur"
      allowDecimal={false}
      {...(suffix === undefined ? {} : { suffix })}
      defaultValue={value}
      onBlur={(event) => {
        const typed = Number.parseInt(event.currentTarget.value, 10);
        const next = Math.min(max, Math.max(min, typed));
        if (!Number.isNaN(next) && next !== value) onChange(next);
      }}
    />
  );
}
