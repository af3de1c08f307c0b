import { Popover } from 'radix-ui';
import { useRef } from 'react';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { placeOf, type Stop, useLayoutTick } from './use-place';

export interface TourCardProps {
  stop: Stop;
  /** Counted from 1. */
  number: number;
  of: number;
  onNext: () => void;
  onSkip: () => void;
}

/** One stop: a card beside what it is about. It takes no focus and closes with Esc: whoever works already goes on. */
export function TourCard({ stop, number, of, onNext, onSkip }: TourCardProps) {
  const { t } = useTexts('tour');
  useLayoutTick();
  const place = useRef<Element | null>(null);
  place.current = placeOf(stop) ?? document.body; // it may have gone: another tab is open
  const last = number === of;
  return (
    <Popover.Root open key={stop}>
      <Popover.Anchor virtualRef={place as { current: Element }} />
      <Popover.Portal>
        <Popover.Content
          role="dialog"
          aria-label={t('label')}
          side={stop === 'composer' || stop === 'timeline' ? 'top' : 'bottom'}
          sideOffset={8}
          collisionPadding={12}
          onOpenAutoFocus={(event) => event.preventDefault()}
          onCloseAutoFocus={(event) => event.preventDefault()}
          onInteractOutside={(event) => event.preventDefault()}
          onEscapeKeyDown={onSkip}
          className="z-40 w-[min(320px,calc(100vw-24px))] animate-appear rounded-md bg-raised p-4 shadow-float focus:outline-none"
        >
          <div aria-live="polite">
            <p className="text-xs text-ink-3">{t('of', { number, of })}</p>
            <p className="mt-1 font-semibold">{t(`${stop}Title`)}</p>
            <p className="mt-1 text-pretty text-ink-2">{t(`${stop}Text`)}</p>
          </div>
          <div className="mt-3 flex justify-end gap-2">
            {!last && (
              <Button size="sm" variant="ghost" className="pointer-coarse:h-10" onClick={onSkip}>
                {t('skip')}
              </Button>
            )}
            <Button size="sm" variant="primary" className="pointer-coarse:h-10" onClick={onNext}>
              {t(last ? 'done' : 'next')}
            </Button>
          </div>
          <Popover.Arrow className="fill-raised" />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
