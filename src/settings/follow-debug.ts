/** Applies the setting "debug" to this document or worker, now and after each change. */
import { log, setLogging } from '../util/log';
import { readSettings, watchSettings } from './index';

/** @param changed called with each new value, after it was applied */
export async function followDebug(changed: (isOn: boolean) => void = () => {}): Promise<void> {
  let isOn = false;
  const apply = ({ debug }: { debug: boolean }) => {
    if (debug === isOn) return;
    isOn = debug;
    setLogging(isOn);
    log('settings', 'The debug log is on');
    changed(isOn);
  };
  watchSettings(apply);
  apply(await readSettings());
}
