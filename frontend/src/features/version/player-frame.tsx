import { useEffect, useRef } from 'react';
import { useKeyHandler } from '@/features/palette/use-key-handler';
import { usePlayerActions } from '@/hooks/use-player';

export interface PlayerFrameProps {
  /** A frame is made for one address, and another address gets another frame. */
  url: string;
  title: string;
}

/** A built player, for the nearest <PlayerContext>. It has an origin of its own: whatever its code does, it does it there. */
export function PlayerFrame({ url, title }: PlayerFrameProps) {
  const frame = useRef<HTMLIFrameElement>(null);
  const { attach } = usePlayerActions();
  const handleKey = useKeyHandler();
  const listener = useRef(handleKey);
  useEffect(() => {
    listener.current = handleKey;
  });
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    return attach(element, url, { key: (key) => listener.current(key), openTab: () => undefined });
  }, [attach, url]);
  return (
    <iframe
      ref={frame}
      src={url}
      title={title}
      sandbox="allow-scripts"
      allow="autoplay; fullscreen"
      referrerPolicy="no-referrer"
      className="absolute inset-0 size-full border-0"
    />
  );
}
