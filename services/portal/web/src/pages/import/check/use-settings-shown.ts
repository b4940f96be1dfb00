import { useSearchParams } from 'react-router';

const NAME = 'settings';

/** Whether the settings are shown to be changed; in the address, so that a page that is loaded again shows them too. */
export function useSettingsShown(): [boolean, (shown: boolean) => void] {
  const [parameters, setParameters] = useSearchParams();
  return [parameters.has(NAME), (shown) => setParameters(shown ? { [NAME]: '' } : {}, { replace: true })];
}
