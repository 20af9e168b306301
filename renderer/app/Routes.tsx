import { Route, Switch } from 'wouter';
import { BackoutScreen } from '#features/backout/index.ts';
import { RunCockpit } from '#features/cockpit/index.ts';
import { CredentialsScreen } from '#features/credentials/index.ts';
import { HelpScreen } from '#features/help/index.ts';
import { CompareRuns, RunHistory } from '#features/history/index.ts';
import { HostsScreen } from '#features/hosts/index.ts';
import { LibraryScreen } from '#features/library/index.ts';
import { RecoveryScreen } from '#features/recovery/index.ts';
import { ReleaseWorkspace } from '#features/release/index.ts';
import { SettingsScreen } from '#features/settings/index.ts';
import { StartRun } from '#features/start/index.ts';
import { importStore } from './import-release.ts';
import { Missing } from './Missing.tsx';

const importFile = () => void importStore.getState().byDialog();

export function Routes() {
  return (
    <Switch>
      <Route path="/">
        <LibraryScreen onImport={importFile} />
      </Route>
      <Route path="/new">
        <LibraryScreen creating onImport={importFile} />
      </Route>
      <Route path="/release/:id/run">{({ id }) => <StartRun release={id} />}</Route>
      <Route path="/release/:id/:view?">
        {({ id, view }) => <ReleaseWorkspace key={id} release={id} view={view} />}
      </Route>
      <Route path="/runs">
        <RunHistory />
      </Route>
      <Route path="/run/:run">{({ run }) => <RunCockpit run={run} />}</Route>
      <Route path="/run/:run/recovery">{({ run }) => <RecoveryScreen run={run} />}</Route>
      <Route path="/run/:run/backout">{({ run }) => <BackoutScreen run={run} />}</Route>
      <Route path="/run/:run/compare/:other?">
        {({ run, other }) => <CompareRuns run={run} other={other ?? null} />}
      </Route>
      <Route path="/hosts">
        <HostsScreen />
      </Route>
      <Route path="/credentials">
        <CredentialsScreen />
      </Route>
      <Route path="/settings">
        <SettingsScreen />
      </Route>
      <Route path="/help">
        <HelpScreen />
      </Route>
      <Route>
        <Missing />
      </Route>
    </Switch>
  );
}
