export interface ChatSheetHandleProps {
  tall: boolean;
  onChange: (tall: boolean) => void;
}

/** On a phone: makes the chat taller and the video smaller, and back. */
export function ChatSheetHandle({ tall, onChange }: ChatSheetHandleProps) {
  return (
    <button
      type="button"
      aria-expanded={tall}
      aria-label="Taller chat"
      onClick={() => onChange(!tall)}
      className="grid h-6 w-full shrink-0 place-items-center md:hidden"
    >
      <span className="h-1 w-9 rounded-full bg-line-strong" />
    </button>
  );
}
