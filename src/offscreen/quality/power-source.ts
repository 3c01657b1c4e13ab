import { logged } from '../../util/log';

/** The part of the Battery Status API in use. Not every browser has it. */
interface Battery extends EventTarget {
  readonly charging: boolean;
}

/** Whether the computer runs on battery; false where the browser does not tell. */
export class PowerSource {
  isBattery = false;

  constructor() {
    void this.#watch();
  }

  async #watch(): Promise<void> {
    const { getBattery } = navigator as Navigator & { getBattery?(): Promise<Battery> };
    const battery = await getBattery?.call(navigator).catch(logged('host', 'The battery is unknown', undefined));
    if (!battery) return;
    const update = () => {
      this.isBattery = !battery.charging;
    };
    battery.addEventListener('chargingchange', update);
    update();
  }
}
