import { X } from 'lucide-react';
import { Toast as RadixToast } from 'radix-ui';
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react';
import { IconButton } from './button';

export interface ToastOptions {
  message: string;
  icon?: ReactNode;
  /** One thing to do about it, such as Undo. */
  action?: { label: string; onSelect: () => void };
  /** A later message of the same kind takes this one's place. */
  kind?: string;
  /** Milliseconds; 6 s, or 10 s with an action, unless told. */
  duration?: number;
}

type ShowToast = (options: ToastOptions) => void;

const ToastContext = createContext<ShowToast | null>(null);

/** Shows a short message at the bottom of the page: what happened, and one way to go on from it. */
export function useToast(): ShowToast {
  const show = useContext(ToastContext);
  if (!show) throw new Error('useToast needs <ToastProvider>');
  return show;
}

// More would cover the page; the oldest gives way.
const MOST_AT_ONCE = 3;

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<(ToastOptions & { id: number })[]>([]);
  const show = useCallback<ShowToast>((options) => {
    setToasts((shown) => {
      const id = (shown.at(-1)?.id ?? 0) + 1;
      const others = options.kind ? shown.filter(({ kind }) => kind !== options.kind) : shown;
      return [...others, { ...options, id }].slice(-MOST_AT_ONCE);
    });
  }, []);
  const remove = (id: number) => setToasts((shown) => shown.filter((toast) => toast.id !== id));

  return (
    <ToastContext value={show}>
      <RadixToast.Provider swipeDirection="down" label="Messages">
        {children}
        {toasts.map(({ id, message, icon, action, duration }) => (
          <RadixToast.Root
            key={id}
            duration={duration ?? (action ? 10_000 : 6_000)}
            onOpenChange={(open) => !open && remove(id)}
            className="flex min-h-12 animate-appear items-center gap-2.5 rounded-md bg-raised py-2 ps-3.5 pe-2 shadow-float"
          >
            {icon && <span className="text-ink-2 [&_svg]:size-4">{icon}</span>}
            <RadixToast.Description className="grow">{message}</RadixToast.Description>
            {action && (
              <RadixToast.Action asChild altText={action.label}>
                <button
                  type="button"
                  onClick={action.onSelect}
                  className="h-7 rounded-sm px-2.5 text-xs font-medium text-ink-2 transition-base hover:bg-hover hover:text-ink"
                >
                  {action.label}
                </button>
              </RadixToast.Action>
            )}
            <RadixToast.Close asChild>
              <IconButton label="Dismiss" size="sm">
                <X className="size-3.5" />
              </IconButton>
            </RadixToast.Close>
          </RadixToast.Root>
        ))}
        <RadixToast.Viewport className="fixed end-4 bottom-4 z-60 flex w-[min(380px,calc(100vw-32px))] flex-col gap-2 outline-none" />
      </RadixToast.Provider>
    </ToastContext>
  );
}
