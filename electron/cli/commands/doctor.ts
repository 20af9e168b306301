/** Looks over the workstation and the library, and puts together what whoever looks into a fault needs. */
import { writeLogLevel } from '#adapters/log/program-log.ts';
import { examineLibrary } from '#adapters/sqlite/examine-library.ts';
import { findDataFolder } from '#adapters/system/data-folder.ts';
import { appVersion } from '#adapters/system/program-files.ts';
import { runtimeVersion } from '#adapters/system/runtime-version.ts';
import { healthOf } from '#core/diagnostics/checked.ts';
import { describeChecked, renderDiagnostics } from '#core/diagnostics/diagnostics-file.ts';
import type { LogLevel } from '#core/diagnostics/log-entry.ts';
import { examineWorkstation } from '#operations/doctor/examine-workstation.ts';
import { gatherDiagnostics } from '#operations/doctor/gather-diagnostics.ts';
import { CliFailure, EXIT } from '../failure.ts';
import { openOut } from '../out-file.ts';
import { libraryOptions, openIfThere } from '../session.ts';
import { printJson } from '../terminal.ts';

export interface DoctorOptions {
  readonly data?: string;
  readonly json?: boolean;
  readonly save?: string;
  readonly force?: boolean;
  readonly logLevel?: LogLevel;
}

export async function doctorCommand({ data, json, save, force, logLevel }: DoctorOptions): Promise<number> {
  const folder = findDataFolder(data);
  const out = save === undefined ? null : await openOut({ out: save, force: force ?? false });
  const opened = await openIfThere(data);
  const library = opened === null ? null : opened.ok ? opened.value : opened.error;
  try {
    if (logLevel !== undefined) setLevel(folder, logLevel, library !== null);
    const examined = {
      version: appVersion(),
      runtime: runtimeVersion(),
      folder,
      library,
      health: opened?.ok ? await examineLibrary(folder, libraryOptions.nativeBinding) : null,
      knownHosts: namedKnownHosts(opened?.ok ? opened.value.readSetting('settings') : null),
      now: libraryOptions.clock.now().getTime(),
    };
    const checked = await examineWorkstation(examined);
    const exit = healthOf(checked) === 'problem' ? EXIT.failed : EXIT.ok;
    if (out) await out(renderDiagnostics(gatherDiagnostics(examined, checked)));
    if (save === '-') return exit;
    if (json) printJson({ health: healthOf(checked), checks: checked });
    else process.stdout.write(describeChecked(checked));
    return exit;
  } finally {
    if (opened?.ok) opened.value.close();
  }
}

function setLevel(folder: string, level: LogLevel, isThere: boolean): void {
  if (!isThere) throw new CliFailure('not-found', `There is no library in ${folder}, and so no log`);
  writeLogLevel(folder, level);
}

/** The list as the app's settings keep it. */
function namedKnownHosts(settings: unknown): readonly string[] {
  const listed =
    typeof settings === 'object' && settings !== null && 'knownHosts' in settings ? settings.knownHosts : [];
  return Array.isArray(listed) ? listed.filter((each) => typeof each === 'string') : [];
}
