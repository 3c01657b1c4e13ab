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

/** Line of the event page that runs now. An earlier one has ended. */
let eventPage: MessagePort | undefined;

(self as unknown as SharedWorkerScope).addEventListener('connect', ({ ports: [line] }) => {
  line.onmessage = ({ data, ports }) => {
    if (data?.type === 'serve') eventPage = line;
    else if (data?.type === 'ping') line.postMessage({ type: eventPage ? 'pong' : 'nobody' });
    else eventPage?.postMessage(data, [...ports]);
  };
});
