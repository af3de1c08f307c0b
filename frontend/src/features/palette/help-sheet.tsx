import { useTexts } from '@/texts';
import { Dialog } from '@/ui/dialog';
import { useAllCommands } from './commands';
import { inGroups } from './groups';
import { Keys } from './keys';
import type { OverlayProps } from './overlay';

/** Every key there is just now, by what it does. */
export function HelpSheet({ open, onOpenChange }: OverlayProps) {
  const { t } = useTexts('palette');
  const groups = inGroups(useAllCommands().filter(({ keys, only }) => keys && keys.length > 0 && only !== 'list'));
  const names = { go: t('groupGo'), do: t('groupDo'), play: t('groupPlay'), help: t('groupHelp') };
  const writing = [
    { id: 'send', name: t('send'), keys: ['Enter'] },
    { id: 'line', name: t('newLine'), keys: ['shift+Enter'] },
  ];
  return (
    <Dialog open={open} onOpenChange={onOpenChange} width="lg" title={t('helpTitle')} description={t('helpWhat')}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard */}
      <div tabIndex={0} className="max-h-[64dvh] gap-x-10 overflow-y-auto rounded-sm outline-offset-4 sm:columns-2">
        {groups.map(({ group, commands }) => (
          <Section key={group} name={names[group]} entries={commands} />
        ))}
        <Section name={t('groupWriting')} entries={writing} />
      </div>
    </Dialog>
  );
}

interface SectionProps {
  name: string;
  entries: readonly { id: string; name: string; keys?: readonly string[] }[];
}

function Section({ name, entries }: SectionProps) {
  return (
    <section className="mb-5 break-inside-avoid">
      <h3 className="mb-1 text-xs text-ink-3">{name}</h3>
      <dl>
        {entries.map((entry) => (
          <div key={entry.id} className="flex min-h-8 items-center justify-between gap-4">
            <dt>{entry.name}</dt>
            <dd className="flex gap-2.5">
              {entry.keys?.map((keys) => (
                <Keys key={keys} of={keys} />
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
