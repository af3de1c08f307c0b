import { type ReactNode, useRef } from 'react';
import { ACCEPTED } from '@/lib/assets';

export interface ChooseFilesProps {
  onFiles: (files: File[]) => void;
  /** Draws the button; `choose` opens the browser's dialog. */
  children: (choose: () => void) => ReactNode;
}

/** The browser's own dialog for files, several at once. */
export function ChooseFiles({ onFiles, children }: ChooseFilesProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={ACCEPTED}
        onChange={({ currentTarget }) => {
          const files = [...(currentTarget.files ?? [])];
          currentTarget.value = ''; // the same file may be chosen again
          if (files.length > 0) onFiles(files);
        }}
      />
      {children(() => input.current?.click())}
    </>
  );
}
