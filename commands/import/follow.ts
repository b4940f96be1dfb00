import { setTimeout as wait } from 'node:timers/promises';
import { movesByItself } from '#shared/imports/import-view.ts';
import { type Import, importView } from './upload.ts';

/** A portal that died is back within ten seconds; asking more often than this would not bring it back sooner. */
const RECONNECT_MS = 1_000;
/** After this long without any answer something is wrong that waiting does not mend. */
const GIVE_UP_MS = 120_000;

/**
 * Follows an import by its event stream until it goes on no more by itself, connecting again whenever the stream
 * breaks.
 *
 * @throws the last error when the portal stays unavailable
 */
export async function follow(
  portal: string,
  token: string,
  path: string,
  onChange: (view: Import) => void,
): Promise<Import> {
  let heardAt = Date.now();
  for (;;) {
    try {
      for await (const view of events(new URL(path, portal), token)) {
        heardAt = Date.now();
        onChange(view);
        if (!movesByItself(view.status)) return view;
      }
    } catch (error) {
      if (Date.now() - heardAt > GIVE_UP_MS) throw error;
    }
    await wait(RECONNECT_MS);
  }
}

async function* events(url: URL, token: string): AsyncGenerator<Import> {
  const response = await fetch(url, {
    headers: { Authorization: `Bearer ${token}`, Accept: 'text/event-stream' },
  });
  if (!response.ok || response.body === null) throw new Error(`${url.pathname} answers ${response.status}`);
  let text = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const blocks = (text + chunk).split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (data !== undefined) yield importView.parse(JSON.parse(data));
    }
  }
}
