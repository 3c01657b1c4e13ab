/**
 * Requests the host's first device while its other scripts are still read: a device takes longest of all that comes before the
 * first shader. The host imports this first, and the build keeps it in a script of its own.
 */
import { requestEngineDevice } from '../../engine/device';

export const firstDevice = requestEngineDevice(navigator.gpu);

// Marks a failure as handled: it may come before the device manager asks for the device, which then reports it.
firstDevice.catch(() => undefined);
