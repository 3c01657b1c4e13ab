/**
 * Requests the host's first device while its other scripts are still read: a device takes longest of all that comes before the
 * first shader. The host imports this first, and the build keeps it in a script of its own.
 */
import { requestEngineDevice } from '../../engine/device';

export const firstDevice = requestEngineDevice(navigator.gpu);

// Whoever asks the device manager for it is told of a failure. It may come before anybody asks, when it is no error yet.
firstDevice.catch(() => undefined);
