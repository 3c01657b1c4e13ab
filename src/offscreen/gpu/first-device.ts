/**
 * Requests the host's first device while its other scripts are still read: a device takes longest of all that comes before the
 * first shader. The host imports this first, and the build keeps it in a script of its own.
 */
import { requestEngineDevice } from '../../engine/device';

/** The host awaits it in the same task, so that a failure is handled. */
export const firstDevice = requestEngineDevice(navigator.gpu);
