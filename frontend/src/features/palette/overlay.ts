/** What the palette and the help sheet are given. */
export interface OverlayProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}
