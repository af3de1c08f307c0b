import '@/texts/rest';

import { Outlet } from 'react-router';
import { ToastProvider } from '@/ui/toast';
import { TooltipProvider } from '@/ui/tooltip';

/** Round every page but the first one people see: what floats above a page, which that one does without. */
export function Floats() {
  return (
    <TooltipProvider delayDuration={400}>
      <ToastProvider>
        <Outlet />
      </ToastProvider>
    </TooltipProvider>
  );
}
