import { Ellipsis, Pencil } from 'lucide-react';
import { type ReactNode, useRef, useState } from 'react';
import { useRole } from '@/hooks/use-role';
import { SIZES } from '@/lib/video';
import { useTexts } from '@/texts';
import { IconButton } from '@/ui/button';
import { Drawer } from '@/ui/drawer';
import { SegmentedControl } from '@/ui/segmented-control';
import { Shape } from '@/ui/shape';
import { useSize } from './use-size';
import { useView } from './use-view';
import { useViewNames } from './view-names';

/** On a phone: the rest of the workspace, which has no room beside video and chat. Code is for larger screens. */
export function MoreDrawer({ onRename }: { onRename: () => void }) {
  const { t } = useTexts('workspace');
  const [open, setOpen] = useState(false);
  const owns = useRole() === 'owner';
  const { view, setView } = useView();
  const views = useViewNames().filter((known) => known.view !== 'code');
  // The name's field takes the focus: it is shown only when the drawer doesn't give it back any more.
  const renames = useRef(false);
  const onClosed = (event: Event) => {
    if (!renames.current) return;
    renames.current = false;
    event.preventDefault();
    onRename();
  };
  return (
    <>
      <IconButton label={t('more')} size="lg" className="size-11" onClick={() => setOpen(true)}>
        <Ellipsis className="size-5" />
      </IconButton>
      <Drawer open={open} onOpenChange={setOpen} title={t('more')} close={t('close')} onClosed={onClosed}>
        <ul>
          {views.map((known) => (
            <Entry
              key={known.view}
              icon={known.icon}
              current={known.view === view}
              onClick={() => {
                setOpen(false);
                setView(known.view);
              }}
            >
              {known.name}
            </Entry>
          ))}
          {owns && (
            <Entry
              icon={<Pencil />}
              onClick={() => {
                renames.current = true;
                setOpen(false);
              }}
            >
              {t('rename')}
            </Entry>
          )}
        </ul>
        {owns && <SizeControl />}
      </Drawer>
    </>
  );
}

interface EntryProps {
  icon: ReactNode;
  current?: boolean;
  onClick: () => void;
  children: ReactNode;
}

function Entry({ icon, current = false, onClick, children }: EntryProps) {
  return (
    <li>
      <button
        type="button"
        aria-current={current ? 'page' : undefined}
        onClick={onClick}
        className="flex h-12 w-full items-center gap-3 rounded-sm px-2 text-start text-base transition-base hover:bg-hover aria-[current=page]:bg-hover [&_svg]:size-5 [&_svg]:text-ink-3"
      >
        {icon}
        {children}
      </button>
    </li>
  );
}

function SizeControl() {
  const { t } = useTexts('workspace');
  const { current, value, choose } = useSize();
  if (!current) return null;
  return (
    <div className="mt-2 border-t border-line px-2 pt-3">
      <p className="mb-2 text-xs text-ink-3">{t('size')}</p>
      <SegmentedControl
        label={t('size')}
        value={value}
        onChange={(size) => size && choose(size)}
        className="flex! [&>button]:h-11!"
        options={SIZES.map((size) => ({
          value: size.value,
          label: (
            <>
              <Shape width={size.width} height={size.height} />
              {size.value}
            </>
          ),
        }))}
      />
    </div>
  );
}
