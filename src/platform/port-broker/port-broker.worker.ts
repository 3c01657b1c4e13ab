/**
 * The shared worker that hands messages and ports of overlays on to the event page. Only documents of the extension reach it,
 * and the event page checks what it gets.
 */

interface ConnectEvent extends Event {
  readonly ports: readonly [MessagePort];
}

interface SharedWorkerScope {
  addEventListener(type: 'connect', listener: (event: ConnectEvent) => void): void;
}

/** Port of the event page that runs now. An earlier one has ended. */
let eventPage: MessagePort | undefined;

(self as unknown as SharedWorkerScope).addEventListener('connect', ({ ports: [port] }) => {
  port.onmessage = ({ data, ports }) => {
    if (data?.type === 'serve') eventPage = port;
    else if (data?.type === 'ping') port.postMessage({ type: eventPage ? 'pong' : 'none' });
    else eventPage?.postMessage(data, [...ports]);
  };
});
