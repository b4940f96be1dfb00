import {
  Avatar,
  type MantineColorScheme,
  Menu,
  Text,
  UnstyledButton,
  useMantineColorScheme,
} from '@mantine/core';
import { isLanguage, LANGUAGE_NAMES, LANGUAGES } from '#shared/texts/languages.ts';
import { isAdmin } from '../api/session.ts';
import { hidden } from '../components/hidden.tsx';
import { DeviceIcon, DownIcon, MoonIcon, SunIcon } from '../components/icons.tsx';
import { chooseLanguage } from '../texts/language.ts';
import { currentLanguage, richText, text } from '../texts/texts.ts';
import classes from './frame.module.css';
import { useSession } from './session-context.ts';

const SCHEMES = [
  { value: 'light', label: 'frame.light', icon: <SunIcon size={16} /> },
  { value: 'dark', label: 'frame.dark', icon: <MoonIcon size={16} /> },
  { value: 'auto', label: 'frame.like-this-device', icon: <DeviceIcon size={16} /> },
] as const;

/** Who is signed in, the choice of light or dark, and signing out. */
export function AccountMenu() {
  const session = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu position="bottom-end" width={240} withinPortal={false} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <UnstyledButton className={classes['account'] ?? ''}>
          <Avatar size={32} radius="xl" color="harbor" variant="filled" name={session.name} aria-hidden />
          {richText(
            'frame.account',
            { hidden, visible: (parts) => <span className={classes['accountName']}>{parts}</span> },
            { name: session.name },
          )}
          <DownIcon size={14} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" fw={600} c="var(--mantine-color-text)" className="lms-any-text">
            {session.name}
          </Text>
          <Text size="xs">{text(isAdmin(session) ? 'frame.role-lms-admin' : 'frame.role-learner')}</Text>
          <Text size="xs" className="lms-any-text">
            {session.tenant.name}
          </Text>
        </Menu.Label>
        <Menu.Divider />
        <Menu.Label>{text('frame.appearance')}</Menu.Label>
        <Menu.RadioGroup value={colorScheme} onChange={(value) => setColorScheme(toScheme(value))}>
          {SCHEMES.map(({ value, label, icon }) => (
            <Menu.RadioItem key={value} value={value} rightSection={icon}>
              {text(label)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Label>{text('frame.language')}</Menu.Label>
        <Menu.RadioGroup
          value={currentLanguage()}
          onChange={(value) => isLanguage(value) && chooseLanguage(value)}
        >
          {LANGUAGES.map((language) => (
            <Menu.RadioItem key={language} value={language} lang={language}>
              {LANGUAGE_NAMES[language]}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item component="a" href="/logout">
          {text('frame.sign-out')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function toScheme(value: string): MantineColorScheme {
  return value === 'light' || value === 'dark' ? value : 'auto';
}
