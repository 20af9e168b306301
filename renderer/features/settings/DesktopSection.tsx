import { Stack, Switch } from '@mantine/core';
import type { Settings } from '#contract/commands/workstation.ts';
import { Section } from '#ui/Section.tsx';

interface DesktopSectionProps {
  readonly settings: Settings;
  readonly onChange: (part: Partial<Settings>) => Promise<void>;
}

/** How Holdpoint calls a person who is looking elsewhere. */
export function DesktopSection({ settings, onChange }: DesktopSectionProps) {
  return (
    <Section
      title="Desktop"
      note="Notifications name the run, the step and the host. They never show output or a value."
    >
      <Stack gap="sm">
        <Switch
          label="Notify me when a run needs an answer or ends while Holdpoint is in the background"
          checked={settings.notify}
          onChange={(event) => void onChange({ notify: event.currentTarget.checked })}
        />
        <Switch
          label="Show Holdpoint in the tray"
          description="Closing the last window then leaves Holdpoint running there. Quit ends it. Where your desktop shows no tray, start Holdpoint again to bring its window back."
          checked={settings.tray}
          onChange={(event) => void onChange({ tray: event.currentTarget.checked })}
        />
      </Stack>
    </Section>
  );
}
