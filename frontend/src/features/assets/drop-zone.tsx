import { Upload } from 'lucide-react';
import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import { cx } from '@/lib/cx';
import { filesOf, hasFiles } from './files-of';

export interface DropZoneProps {
  onFiles: (files: File[]) => void;
  /** What dropping does here: "Drop to attach". */
  label: string;
  disabled?: boolean;
  className?: string;
  children: ReactNode;
}

/** A place that files can be dropped on, wholly: it says so while they are held over it. */
export function DropZone({ onFiles, label, disabled = false, className, children }: DropZoneProps) {
  const [over, setOver] = useState(false);
  // Entering a child comes before leaving its parent.
  const depth = useRef(0);

  const ignores = (event: DragEvent) => disabled || !hasFiles(event.dataTransfer);
  const move = (event: DragEvent, by: number) => {
    if (ignores(event)) return;
    event.preventDefault();
    depth.current = Math.max(0, depth.current + by);
    setOver(depth.current > 0);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button beside it does the same with the keyboard
    <div
      onDragEnter={(event) => move(event, 1)}
      onDragLeave={(event) => move(event, -1)}
      onDragOver={(event) => {
        if (!ignores(event)) event.preventDefault();
      }}
      onDrop={(event) => {
        if (ignores(event)) return;
        event.preventDefault();
        depth.current = 0;
        setOver(false);
        const files = filesOf(event.dataTransfer);
        if (files.length > 0) onFiles(files);
      }}
      className={cx('relative', className)}
    >
      {children}
      {over && (
        <div className="pointer-events-none absolute inset-0 z-20 grid place-items-center rounded-[inherit] border-2 border-dashed border-accent bg-raised/90">
          <p className="flex items-center gap-2 font-medium text-accent">
            <Upload className="size-4" />
            {label}
          </p>
        </div>
      )}
    </div>
  );
}
