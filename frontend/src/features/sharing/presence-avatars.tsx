import { useAccount } from '@/hooks/use-auth';
import { usePresence } from '@/hooks/use-presence';
import type { Present } from '@/lib/events';
import { useTexts } from '@/texts';
import { Avatar } from '@/ui/avatar';
import { Popover } from '@/ui/popover';
import { PersonRow } from './person-row';
import { useRoleName } from './role-menu';

const SHOWN = 3;

/** Who else is in the open project just now; nothing while one is alone. */
export function PresenceAvatars() {
  const { t } = useTexts('sharing');
  const presence = usePresence();
  const nameOf = useRoleName();
  const { uid } = useAccount();
  const calledOf = (one: Present) => one.name || t('somebody');
  if (!presence?.people.some((one) => one.uid !== uid)) return null;
  const { people, writer } = presence;
  const more = people.length - SHOWN;
  return (
    <Popover
      label={t('peopleHere')}
      trigger={
        <button type="button" className="flex items-center rounded-full p-1 pointer-coarse:min-h-11">
          {people.slice(0, SHOWN).map((one) => (
            <Avatar
              key={one.uid}
              name={calledOf(one)}
              id={one.uid}
              className="-ms-1.5 size-[26px] ring-2 ring-surface first:ms-0"
            />
          ))}
          {more > 0 && <span aria-hidden="true" className="ms-1.5 text-xs text-ink-2">{`+${more}`}</span>}
          <span className="sr-only">{t('hereCount', { count: people.length })}</span>
        </button>
      }
    >
      <ul aria-label={t('peopleHere')} className="-my-1">
        {people.map((one) => (
          <PersonRow
            key={one.uid}
            id={one.uid}
            name={one.uid === uid ? `${calledOf(one)} (${t('writerYou')})` : calledOf(one)}
          >
            <span className="text-xs text-ink-3">{one.uid === writer ? t('editing') : nameOf(one.role)}</span>
          </PersonRow>
        ))}
      </ul>
    </Popover>
  );
}
