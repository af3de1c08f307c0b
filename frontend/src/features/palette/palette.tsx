import { Command as Cmdk } from 'cmdk';
import { ChevronRight, MessageSquare, Search } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { type KeyboardEvent, useRef, useState } from 'react';
import { useCanEdit } from '@/hooks/use-open-project';
import { isApple, isCombination } from '@/lib/keys';
import { useTexts } from '@/texts';
import { Kbd } from '@/ui/kbd';
import { type Command, useAllCommands } from './commands';
import { fits } from './find';
import { inGroups } from './groups';
import { Keys } from './keys';
import type { OverlayProps } from './overlay';
import { useAsk } from './use-ask';

const ITEM =
  'flex h-9 cursor-pointer items-center gap-2.5 rounded-sm px-2.5 data-[selected=true]:bg-hover pointer-coarse:h-11 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-ink-3';
const ASK = 'ask';

/** Everything that can be done, by name. What isn't found can be said to the agent. */
export function Palette({ open, onOpenChange }: OverlayProps) {
  const { t } = useTexts('palette');
  const groups = inGroups(
    useAllCommands().filter(({ when, only, id }) => when !== false && only !== 'keys' && id !== 'palette'),
  );
  const [query, setQuery] = useState('');
  const ask = useAsk();
  const canEdit = useCanEdit();
  const chosen = useRef<(() => void) | null>(null);
  const names = { go: t('groupGo'), do: t('groupDo'), play: t('groupPlay'), help: t('groupHelp') };

  const choose = (run: () => void) => {
    chosen.current = run;
    onOpenChange(false);
  };
  /** What was chosen happens when the focus is back where it was: from there it may move it. */
  const onClosed = () => {
    const run = chosen.current;
    chosen.current = null;
    setQuery('');
    if (run) queueMicrotask(run);
  };
  const asks = canEdit && query.trim() !== '';
  const onKeyDown = (event: KeyboardEvent) => {
    const { key, shiftKey: shift, ctrlKey: ctrl, altKey: alt, metaKey: meta } = event;
    if (!asks || !isCombination('mod+Enter', { key, shift, ctrl, alt, meta }, isApple(navigator.platform))) return;
    event.preventDefault();
    choose(() => ask(query));
  };

  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 animate-fade bg-scrim" />
        <Dialog.Content
          aria-describedby={undefined}
          onCloseAutoFocus={onClosed}
          className="fixed inset-x-4 top-[max(16px,12dvh)] z-50 mx-auto max-w-[560px] animate-appear overflow-hidden rounded-lg bg-raised shadow-float focus:outline-none"
        >
          <Dialog.Title className="sr-only">{t('title')}</Dialog.Title>
          <Cmdk
            label={t('title')}
            loop
            filter={(_id, typed, names) => fits(names?.[0] ?? '', typed)}
            onKeyDown={onKeyDown}
          >
            <div className="flex items-center gap-2.5 border-b border-line px-4">
              <Search className="size-4 shrink-0 text-ink-3" />
              <Cmdk.Input
                value={query}
                onValueChange={setQuery}
                placeholder={t('placeholder')}
                className="h-12 min-w-0 grow bg-transparent text-base outline-none placeholder:text-ink-3"
              />
              <Kbd>{t('esc')}</Kbd>
            </div>
            <Cmdk.List label={t('results')} className="max-h-[min(420px,56dvh)] overflow-y-auto p-1.5">
              {groups.map(({ group, commands }) => (
                <Cmdk.Group key={group} heading={<Heading>{names[group]}</Heading>}>
                  {commands.map((command) => (
                    <Item key={command.id} command={command} query={query} onSelect={() => choose(command.run)} />
                  ))}
                </Cmdk.Group>
              ))}
              {asks && (
                <Cmdk.Group forceMount heading={<Heading>{t('groupAsk')}</Heading>}>
                  <Cmdk.Item forceMount value={ASK} onSelect={() => choose(() => ask(query))} className={ITEM}>
                    <MessageSquare />
                    <span className="min-w-0 grow truncate">{t('askAs', { text: query.trim() })}</span>
                    <Keys of="mod+Enter" />
                  </Cmdk.Item>
                </Cmdk.Group>
              )}
              {!asks && <Cmdk.Empty className="px-2.5 py-6 text-center text-ink-2">{t('nothing')}</Cmdk.Empty>}
            </Cmdk.List>
          </Cmdk>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Heading({ children }: { children: string }) {
  return <span className="block px-2.5 pt-2 pb-1 text-xs text-ink-3">{children}</span>;
}

interface ItemProps {
  command: Command;
  query: string;
  onSelect: () => void;
}

function Item({ command, query, onSelect }: ItemProps) {
  const { id, name, icon, note, keys } = command;
  const first = keys?.[0];
  return (
    <Cmdk.Item value={id} keywords={[name]} aria-label={name} onSelect={onSelect} className={ITEM}>
      {icon ?? <ChevronRight className="rtl:-scale-x-100" />}
      <span className="min-w-0 grow truncate" title={name}>
        <Found name={name} query={query} />
      </span>
      {note && <span className="shrink-0 text-ink-3">{note}</span>}
      {first && <Keys of={first} />}
    </Cmdk.Item>
  );
}

/** What was typed stands out in what was found. */
function Found({ name, query }: { name: string; query: string }) {
  const at = query ? name.toLowerCase().indexOf(query.toLowerCase()) : -1;
  if (at < 0) return name;
  return (
    <>
      {name.slice(0, at)}
      <b className="font-semibold">{name.slice(at, at + query.length)}</b>
      {name.slice(at + query.length)}
    </>
  );
}
