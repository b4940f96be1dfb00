import { notifications } from '@mantine/notifications';
import { text } from '../texts/texts.ts';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 8_000;
const NOTE = 'not-connected';

/** Resolves once the LMS answers; until then a note says that it is tried again. */
export async function untilReachable(): Promise<void> {
  for (let wait = FIRST_WAIT_MS; !(await isReachable()); wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
    notifications.show({
      id: NOTE,
      loading: true,
      autoClose: false,
      title: text('components.not-connected'),
      message: text('frame.opens-when-connected'),
    });
    await pause(wait);
  }
  notifications.hide(NOTE);
}

/** Whether anything answers at all, whatever it says. */
function isReachable(): Promise<boolean> {
  return fetch('/favicon.svg', { method: 'HEAD', cache: 'no-store' }).then(
    () => true,
    () => false,
  );
}

/** Ends early when the browser is connected again. */
function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      window.removeEventListener('online', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    window.addEventListener('online', end);
  });
}
