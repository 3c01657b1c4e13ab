// What a content script that was taken over does against the host, in turns with a control that costs its own page as much.

/**
 * Runs in the content scripts' world of the attacker's page. `inkreelAttack.begin(kind, isFlood)` starts a turn, `end` ends it
 * and returns how much was sent.
 */
export function install() {
  const LOOK = { style: 'anime', strength: 1, quality: 'XS' };
  /** With a style that there is not, the host draws nothing: frames cost their transport alone. */
  const NO_LOOK = { ...LOOK, style: 'none' };
  /** A video of 4K as I420, 12 MiB. */
  const [WIDTH, HEIGHT] = [3840, 2160];
  const rest = (ms) => new Promise((done) => setTimeout(done, ms));

  const loaded = (iframe) =>
    new Promise((done) => {
      iframe.addEventListener('load', done, { once: true });
      document.body.append(iframe);
    });

  /** Opens a session; resolves to its port and iframe once the host has answered, or after a while. */
  async function open(look) {
    const nonce = crypto.randomUUID();
    const iframe = document.createElement('iframe');
    iframe.src = chrome.runtime.getURL('src/overlay-document/index.html');
    iframe.style.cssText = 'width: 64px; height: 36px; border: 0';
    await Promise.all([loaded(iframe), chrome.runtime.sendMessage({ type: 'expect-overlay', nonce })]);
    const { port1: port, port2 } = new MessageChannel();
    const link = { port, iframe, isReady: false, isOver: false };
    const answered = new Promise((done) => {
      port.onmessage = ({ data }) => {
        if (data.type === 'ready') {
          link.isReady = true;
          link.liveness = chrome.runtime.connect({ name: data.session });
        }
        if (data.type === 'fault' && data.fatal) link.isOver = true;
        if (link.isReady || link.isOver) done();
      };
    });
    iframe.contentWindow?.postMessage({ type: 'inkreel:attach', nonce }, `chrome-extension://${chrome.runtime.id}`, [
      port2,
    ]);
    port.postMessage({ type: 'open', look });
    await Promise.race([answered, rest(3000)]);
    if (!link.isReady) link.isOver = true;
    return link;
  }

  function shut({ port, iframe, liveness }) {
    port.postMessage({ type: 'close', reason: 'gone' });
    port.close();
    liveness?.disconnect();
    iframe.remove();
  }

  /** Returns a port to a document of another site, and so of another process, that reads all messages and does nothing. */
  async function sinkPort() {
    const iframe = document.createElement('iframe');
    iframe.src = `http://sink.localhost:${location.port}/sink`;
    await loaded(iframe);
    const { port1, port2 } = new MessageChannel();
    iframe.contentWindow.postMessage('sink', '*', [port2]);
    return port1;
  }

  function postFrame(port, id) {
    const data = new ArrayBuffer((WIDTH * HEIGHT * 3) / 2);
    const chroma = WIDTH * HEIGHT;
    const layout = [
      { offset: 0, stride: WIDTH },
      { offset: chroma, stride: WIDTH / 2 },
      { offset: chroma * 1.25, stride: WIDTH / 2 },
    ];
    const sentAt = performance.timeOrigin + performance.now();
    const planes = { kind: 'planes', width: WIDTH, height: HEIGHT, format: 'I420', matrix: 'bt709', fullRange: false };
    const frame = { ...planes, layout, data };
    port.postMessage({ type: 'frame', id, captureMs: 1, sentAt, discontinuity: false, frame }, [data]);
  }

  /** One step of a turn, by kind; gets what was sent before and returns what it sent. */
  const STEPS = {
    async looks({ port }) {
      for (let n = 0; n < 100; n++) port.postMessage({ type: 'look', look: LOOK });
      await rest(10);
      return 100;
    },
    async frames({ port }, id) {
      postFrame(port, id);
      await rest(20);
      return 1;
    },
    async openings(link) {
      if (link.iframe) shut(link);
      else {
        const iframe = document.createElement('iframe');
        iframe.srcdoc = '<canvas></canvas>';
        await loaded(iframe);
        iframe.remove();
      }
      link.isOver = true;
      await rest(20);
      return 1;
    },
  };
  let isRunning = false;
  let turn;
  let sink;
  async function run(kind, isFlood) {
    let [sent, sessions] = [0, 0];
    let link;
    sink ??= await sinkPort();
    while (isRunning) {
      if (isFlood && (!link || link.isOver)) {
        if (link && kind !== 'openings') shut(link);
        link = await open(kind === 'frames' ? NO_LOOK : LOOK);
        sessions++;
        if (link.isOver && kind !== 'openings') await rest(1000);
      }
      sent += await STEPS[kind](link ?? { port: sink }, sent);
    }
    if (link) shut(link);
    return { sent, sessions };
  }

  globalThis.inkreelAttack = {
    begin(kind, isFlood) {
      isRunning = true;
      turn = run(kind, isFlood);
    },
    end() {
      isRunning = false;
      return turn;
    },
  };
}
